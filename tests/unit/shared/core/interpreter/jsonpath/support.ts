import { jsonpath } from '#shared/core/interpreter/jsonpath/language.ts';
import type { StateFailure } from '#shared/core/interpreter/failure.ts';
import type { Program, Visit } from '#shared/core/interpreter/model.ts';
import type { Frame } from '#shared/core/interpreter/snapshot.ts';
import type { Preparation } from '#shared/core/interpreter/template.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Result } from '#shared/core/kernel/result.ts';
import { machineOf, programOf } from '#tests/support/machines.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

export { jsonpath, preparing };

/** Start of every cause that the state `here` gives. */
export const PREFIX = "An error occurred while executing the state 'here' (entered at the event id #2). ";

const pass = programOf(machineOf({ here: { Type: 'Pass', End: true } }));

/** A stay in the state `here` whose causes quote data. */
export function quoting(input: JsonValue, frame: Partial<Frame> = {}): Visit {
  const program: Program = { ...pass, options: { causesQuoteValues: true } };
  return visitOf({ ...frame, input }, program);
}

/** A stay in the state `here` whose causes quote nothing. */
export function quiet(input: JsonValue): Visit {
  return visitOf({ input });
}

/** The value, or the failure without the start of its cause. */
export function outcome<T>(result: Result<T, StateFailure>): T | StateFailure {
  if (result.ok) return result.value;
  const { cause = '' } = result.error;
  return { ...result.error, cause: cause.replace(PREFIX, '') };
}

/** Prepares something that must be in order. */
export function prepared<T>(prepare: (preparation: Preparation) => T): T {
  const { preparation, problems } = preparing();
  const value = prepare(preparation);
  if (problems.length > 0) throw new TypeError(JSON.stringify(problems));
  return value;
}

/** What is said of something that is not in order: places and messages. */
export function reported(prepare: (preparation: Preparation) => unknown): readonly string[] {
  const { preparation, problems } = preparing();
  prepare(preparation);
  return problems.map(({ pointer, message }) => `${pointer.replace('/States/here', '')} ${message}`);
}
