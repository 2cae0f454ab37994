import { domainErrorName, STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import type { TaskOutcome } from './task-executor.ts';

/** The DSL's standard errors that tasks of the system raise. */
type StandardError = 'configuration' | 'validation' | 'expression' | 'runtime';

const STATUSES: { readonly [kind in StandardError]: number } = { configuration: 400, validation: 400, expression: 400, runtime: 500 };

/** A failure as the DSL's error object, for the workflow's own `catch`. `detail` names pointers and declared names, never data. */
export function domainFailure(kind: StandardError, title: string, detail?: string): Extract<TaskOutcome, { ok: false }> {
  const type = `${STANDARD_ERROR_TYPE_BASE}${kind}`;
  const status = STATUSES[kind];
  return { ok: false, error: domainErrorName(type, status), cause: JSON.stringify({ type, status, title, ...(detail === undefined ? {} : { detail }) }) };
}
