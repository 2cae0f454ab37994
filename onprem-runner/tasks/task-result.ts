import { domainErrorName, handlerErrorType, type DomainError, type ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { HandlerErrorSpec } from '../handlers/define-handler.ts';

/** How an attempt ended before anything of it leaves the zone: a raw result, or an ASL error whose cause is fit to leave. */
export type TaskResult = TaskSuccess | TaskFailure;

export interface TaskSuccess {
  readonly outcome: 'succeeded';
  readonly output: JsonValue;
  /** Schema of the raw result, when the task has one. */
  readonly schema?: JsonObject;
}

export interface TaskFailure {
  readonly outcome: 'failed';
  readonly error: string;
  readonly cause: string;
}

/**
 * A failure of our own. The cause is one of our sentences with a pointer made of declared names: foreign messages quote their input,
 * so none is ever passed on.
 */
export function taskFailure(error: (typeof ERROR_NAMES)[keyof typeof ERROR_NAMES], cause: string): TaskFailure {
  return { outcome: 'failed', error, cause };
}

/** A failure with a code of the handler's closed catalogue; error object and name are built from the catalogue alone. */
export function handlerFailure(code: string, spec: HandlerErrorSpec): TaskFailure {
  const error: DomainError = { type: handlerErrorType(code), status: spec.status, title: spec.title };
  return { outcome: 'failed', error: domainErrorName(error.type, error.status), cause: JSON.stringify(error) };
}
