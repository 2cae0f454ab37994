/** Codes of findings about an ASL definition: those of AWS's ValidateStateMachineDefinition. */
export type AslDiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'TOO_DEEPLY_NESTED'
  | 'INVALID_STATE_NAME'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_LABEL_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'INVALID_VARIABLE_NAME'
  | 'RESERVED_VARIABLE_NAME'
  | 'DUPLICATE_VARIABLE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'NO_DOLLAR'
  | 'PASS_RESULT_IS_STATIC';

/** One finding. Shape, codes and wording follow AWS, so that tools made for it read ours. */
export interface AslDiagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: AslDiagnosticCode;
  readonly message: string;
  /** As AWS writes it: `/States/<name>/Choices[0]/Next`, not escaped; absent when the finding concerns the text as a whole. */
  readonly location?: string;
}

/** The text that CreateStateMachine answers with for a refused definition. */
export function describeInvalidDefinition(diagnostics: readonly AslDiagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  const parts = errors.map(({ code, message, location }) => `${code}: ${message}${location === undefined || code === 'INVALID_JSON_DESCRIPTION' ? '' : ` at ${location}`}`);
  return `Invalid State Machine Definition: '${parts.join(', ')}'`;
}
