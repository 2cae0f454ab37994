import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import type { TaskPriority } from '../model.ts';

/**
 * One normalisation. Readers return undefined for what is malformed (the checks have told it) or not supported (they tell it here),
 * and go on with the rest.
 */
export interface Reading {
  readonly findings: Diagnostic[];
  /** `document.metadata.uwf.priority`: of every task that has none of its own. */
  readonly priority: TaskPriority | undefined;
}

/** Refuses a part of the DSL by its name. */
export function refuse(reading: Reading, pointer: string, construct: string, wayOut?: string): undefined {
  reading.findings.push(diagnosticError('UWF-1070', pointer, `${construct} is not supported yet`, wayOut === undefined ? {} : { wayOut }));
  return undefined;
}
