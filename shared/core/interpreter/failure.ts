import { ERROR_NAMES } from '../asl/error-names.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Failure } from './snapshot.ts';

/** Why a state failed: the ASL error, and under which other names a retrier or catcher may ask for it. */
export interface StateFailure extends Failure {
  /** More specific names of the same error: a missed heartbeat is told as `States.Timeout` and also matches `States.HeartbeatTimeout`. */
  readonly aliases?: readonly string[];
}

/** Names that the wildcards leave out: a state's own processing failed for good (states-language.net, "Error names"). */
const UNCATCHABLE: ReadonlySet<string> = new Set<string>([ERROR_NAMES.runtime, ERROR_NAMES.transitionLimit]);

/** True when the failure can be neither retried nor caught, not even by its own name (recorded: catch_states_runtime). */
export function isUncatchable(failure: StateFailure): boolean {
  return failure.error !== undefined && UNCATCHABLE.has(failure.error);
}

function matchesName(name: string, failure: StateFailure): boolean {
  if (name === ERROR_NAMES.all) return true;
  if (name === ERROR_NAMES.taskFailed) return failure.error !== ERROR_NAMES.timeout;
  return name === failure.error || (failure.aliases ?? []).includes(name);
}

/**
 * Whether an `ErrorEquals` list takes a failure. `States.ALL` takes everything that can be caught, `States.TaskFailed` everything of
 * that but `States.Timeout`; any other name is compared as it is.
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  return !isUncatchable(failure) && errorEquals.some((name) => matchesName(name, failure));
}

/** `$states.errorOutput`: absent parts are null, except that a timeout has an empty cause (recorded: timeouts, callback no_error_field). */
export function errorOutputOf(failure: StateFailure): JsonObject {
  const absentCause = failure.error === ERROR_NAMES.timeout ? '' : null;
  return { Error: failure.error ?? null, Cause: failure.cause ?? absentCause };
}

/** The part of a failure that is kept: absent names and causes stay absent. */
export function plainFailure(failure: Failure): Failure {
  return {
    ...(failure.error === undefined ? {} : { error: failure.error }),
    ...(failure.cause === undefined ? {} : { cause: failure.cause }),
  };
}
