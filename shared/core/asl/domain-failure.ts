import { domainErrorName, STANDARD_ERROR_TYPE_BASE, type DomainError } from './error-names.ts';

/** Standard error types of the DSL that executors raise themselves, with their usual status (DSL "Standard Error Types"). */
const STATUSES = { configuration: 400, validation: 400, authentication: 401, authorization: 403, communication: 500, runtime: 500 } as const;

/** How an attempt failed: an ASL error name, and the DSL's error object as compact JSON. */
export interface DomainFailure {
  readonly error: string;
  readonly cause: string;
}

/** What is told of a failure: sentences of our own with declared names and pointers, never data. */
export interface DomainFailureText {
  readonly title: string;
  readonly detail?: string;
  /** The usual status of the kind unless given. */
  readonly status?: number;
}

/** A failure of a standard kind, as an executor answers it. */
export function domainFailure(kind: keyof typeof STATUSES, { title, detail, status = STATUSES[kind] }: DomainFailureText): DomainFailure {
  const error: DomainError = { type: `${STANDARD_ERROR_TYPE_BASE}${kind}`, status, title, ...(detail === undefined ? {} : { detail }) };
  return { error: domainErrorName(error.type, status), cause: JSON.stringify(error) };
}
