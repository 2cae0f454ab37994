import { jsonBytes } from '../interpreter/json-size.ts';
import { assert } from '../kernel/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { CARRIED_BYTES_MAX, PAUSE_MS_MAX, PAUSE_MS_MIN } from './limits.ts';
import type { Carried, Conversation, DurableAnswer, DurableRequest } from './model.ts';
import type { ActivityName } from './names.ts';
import { parseCarried, parseSent } from './parse.ts';
import { statusOf, type Run } from './run.ts';

/** Asks for one thing and waits for it. */
export function* ask(run: Run, request: DurableRequest): Conversation<DurableAnswer> {
  run.requests += 1;
  const answer = yield { request, status: statusOf(run) };
  run.at = Math.max(run.at, answer.at);
  return answer;
}

/** How long to wait before something lost is tried again. */
export function pauseMs(tries: number): number {
  return Math.min(PAUSE_MS_MIN * 2 ** Math.min(tries, 20), PAUSE_MS_MAX);
}

/** Runs an activity until it has succeeded: what it does is idempotent, and nothing can go on without it. */
export function* callSurely(run: Run, activity: ActivityName, input: JsonObject): Conversation<JsonValue> {
  for (let tries = 0; ; tries += 1) {
    const answer = yield* ask(run, { kind: 'call', activity, input });
    if (answer.kind === 'came') return answer.value;
    yield* ask(run, { kind: 'sleep', until: run.at + pauseMs(tries) });
  }
}

/** Writes the facts to the journal that are not there yet: before anything is awaited that may take long, and before the end is seen. */
export function* record(run: Run): Conversation<void> {
  if (run.unrecorded.length === 0) return;
  const { execution, apart } = run.snapshot;
  const input = plainObject({ executionId: execution.id, ...(apart === undefined ? {} : { scope: apart.id }), facts: run.unrecorded });
  yield* callSurely(run, 'uwf-record', input);
  run.unrecorded = [];
}

/** Makes a value ready for its way; a large one is put away first. The key is the same in every replay. */
export function* carry(run: Run, value: JsonValue): Conversation<Carried> {
  if (jsonBytes(value) <= CARRIED_BYTES_MAX) return { value };
  const reference = `${run.instanceId}/${run.turns}-${run.requests}`;
  yield* callSurely(run, 'uwf-put', { reference, value });
  return { reference };
}

/** A value at the end of its way. */
export function* unload(run: Run, carried: Carried): Conversation<JsonValue> {
  if ('value' in carried) return carried.value;
  const given = parseCarried(parseSent(yield* callSurely(run, 'uwf-get', { reference: carried.reference })));
  assert(given !== undefined && 'value' in given, 'what was put away is there');
  return given.value;
}

/** An object without its absent members: what becomes JSON. */
export function plainObject(value: object): JsonObject {
  const object: unknown = value;
  assert(isJsonObject(object), 'what is sent is an object');
  return object;
}
