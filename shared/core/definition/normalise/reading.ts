import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import type { TaskPriority } from '../model.ts';

/**
 * One normalisation. Readers return undefined for what is malformed (the checks have told it) or refused (they tell it here),
 * and go on with the rest.
 */
export interface Reading {
  readonly findings: Diagnostic[];
  /** `document.metadata.uwf.priority`: of every task that has none of its own. */
  readonly priority: TaskPriority | undefined;
}

/** Refuses a part of the DSL by its name, for a reason that will not go away. */
export function refuse(reading: Reading, pointer: string, refusal: { readonly construct: string; readonly reason: string; readonly wayOut: string }): undefined {
  reading.findings.push(diagnosticError('UWF-1070', pointer, `${refusal.construct} is not taken: ${refusal.reason}`, { wayOut: refusal.wayOut }));
  return undefined;
}
