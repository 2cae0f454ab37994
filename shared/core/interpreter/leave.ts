import { ERROR_NAMES } from '../asl/error-names.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { outerVariable, oversizedField, oversizedResult } from './causes.ts';
import type { Gain, PreparedExit } from './data-language.ts';
import type { StateFailure } from './failure.ts';
import { outerVariables } from './frame.ts';
import { PAYLOAD_BYTES_MAX, VARIABLES_BYTES_MAX } from './limits.ts';
import type { StateOutcome, Visit } from './model.ts';
import { sizeOf } from './turn.ts';

/** How a state is left. */
export interface Way {
  readonly exit: PreparedExit;
  readonly gain?: Gain;
  /** Absent: the state is the last. */
  readonly next?: string;
}

/** States.DataLimitExceeded; it can be caught (recorded: states_errors, catch_state_all). */
export function dataLimitExceeded(cause: string): StateFailure {
  return { error: ERROR_NAMES.dataLimitExceeded, cause };
}

/** Refuses an output that is over the limit. */
export function checkOutput({ turn, name }: Visit, output: JsonValue): Result<JsonValue, StateFailure> {
  return sizeOf(turn, output) > PAYLOAD_BYTES_MAX ? fail(dataLimitExceeded(oversizedResult(name))) : succeed(output);
}

function ownedOutside({ turn, frame }: Visit, assigned: JsonObject): string | undefined {
  const taken = outerVariables(turn.snapshot.root, frame);
  return Object.keys(assigned).find((name) => Object.hasOwn(taken, name));
}

/** Refuses variables that are over the limits, and those that a scope around this one has: inner scopes only read them (NOTES §4). */
export function checkAssigned(visit: Visit, assigned: JsonObject): Result<JsonObject, StateFailure> {
  const { turn, frame, name } = visit;
  const all = sizeOf(turn, { ...frame.variables, ...assigned });
  const isTooLarge = sizeOf(turn, assigned) > PAYLOAD_BYTES_MAX || all > VARIABLES_BYTES_MAX;
  if (isTooLarge) return fail(dataLimitExceeded(oversizedField(name, 'variables')));
  const owned = ownedOutside(visit, assigned);
  return owned === undefined ? succeed(assigned) : fail({ error: ERROR_NAMES.runtime, cause: outerVariable(name, owned) });
}

/** Leaves a state: `Assign` and the output both see the values on entry, so their order shows only in which failure is told. */
export function leaveState(visit: Visit, way: Way): StateOutcome {
  const leaving = way.exit(visit, way.gain ?? {});
  if (!leaving.ok) return { kind: 'failed', failure: leaving.error };
  return { kind: 'left', ...leaving.value, ...(way.next === undefined ? {} : { next: way.next }) };
}
