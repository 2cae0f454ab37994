import { validateExecutionInput } from '#shared/core/asl/validate-input.ts';
import { validateStateMachine, type MachineType, type ValidationOutcome } from '#shared/core/asl/validate.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** A recorded validation, as the runner of the corpus hands it over. */
export interface ValidationCase {
  /** Which call of AWS was asked; the runner puts the kind of its corpus here. */
  readonly kind?: string;
  readonly stateMachineType?: MachineType;
  readonly definition?: JsonObject;
  readonly definitionText?: string;
  readonly inputText?: string;
}

/** TestState may be given a state alone: AWS then validates a machine around it. */
function definitionOf(given: ValidationCase): JsonValue {
  const definition = given.definitionText ?? given.definition ?? '';
  return isJsonObject(definition) && 'Type' in definition && !('States' in definition) ? { StartAt: 'StateName', States: { StateName: definition } } : definition;
}

/** Validates a definition, or the input of an execution where that was asked, as AWS would. */
export function validate(given: ValidationCase): ValidationOutcome {
  const isInput = given.definition === undefined && given.definitionText === undefined;
  if (isInput) return validateExecutionInput(given.inputText ?? '');
  return validateStateMachine(definitionOf(given), { type: given.stateMachineType ?? 'STANDARD' });
}
