import type { ERROR_NAMES } from '../../asl/error-names.ts';
import { assert } from '../../kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { recover } from '../catch.ts';
import { plainFailure, type StateFailure } from '../failure.ts';
import { withoutScopes } from '../frame.ts';
import { MAP_DATA_BYTES_MAX } from '../limits.ts';
import type { Signal, StateOutcome, Visit } from '../model.ts';
import { leaveScopes, outputsOf } from '../scopes.ts';
import type { Opened } from '../snapshot.ts';
import { countHistory, recordEvent, sizeOf } from '../turn.ts';
import type { PreparedMap, PreparedReader, PreparedWriter } from './map-model.ts';
import { scheduleAttempt, type PreparedAttempt } from './task-attempt.ts';

function scheduled(visit: Visit, map: PreparedMap, attempt: PreparedAttempt, opened?: Opened): StateOutcome {
  const waitingFor = scheduleAttempt(visit, attempt);
  if (!waitingFor.ok) return recover(visit, map.recovery, waitingFor.error);
  return { kind: 'waiting', waitingFor: waitingFor.value, retries: visit.frame.retries, ...(opened === undefined ? {} : { opened }) };
}

/** Has the items read by whoever knows the reader's `Resource`; the result of the attempt is the items. */
export function readItems(visit: Visit, map: PreparedMap, reader: PreparedReader): StateOutcome {
  return scheduled(visit, map, reader.attempt);
}

/** What a writer gets of each scope. */
function resultsOf(opened: Opened): readonly JsonObject[] {
  return opened.results
    .toSorted((left, right) => left.index - right.index)
    .map((result) => ('output' in result ? { Index: result.index, Status: 'SUCCEEDED', Output: result.output } : { Index: result.index, Status: 'FAILED', ...failureOf(result.failure) }));
}

function failureOf({ error, cause }: StateFailure): JsonObject {
  return { ...(error === undefined ? {} : { Error: error }), ...(cause === undefined ? {} : { Cause: cause }) };
}

function writeResults(visit: Visit, map: PreparedMap, opened: Opened, writer: PreparedWriter & { readonly resource: string }): StateOutcome {
  const config: JsonObject = writer.config === undefined ? {} : { WriterConfig: writer.config };
  const input = (at: Visit): Result<JsonValue, StateFailure> => {
    const given = writer.arguments?.(at) ?? succeed({});
    return given.ok ? succeed({ ...(isJsonObject(given.value) ? given.value : {}), ...config, Results: resultsOf(opened) }) : given;
  };
  return scheduled({ ...visit, frame: withoutScopes(visit.frame) }, map, { resource: writer.resource, input, inputBytesMax: MAP_DATA_BYTES_MAX }, opened);
}

/** All iterations have ended: the Map is left with their outputs, or has them written first. */
export function finishMap(visit: Visit, map: PreparedMap, opened: Opened): StateOutcome {
  const { writer } = map;
  if (writer?.resource !== undefined) return writeResults(visit, map, opened, { ...writer, resource: writer.resource });
  const outputs = outputsOf(opened);
  return leaveScopes(visit, map, writer?.isFlattening === true ? outputs.flatMap((output) => (isJsonArray(output) ? output : [output])) : outputs);
}

/** What the attempt of a reader or writer came to: its result, or the Map's failure by the name that ASL has for it. */
export function dataAttemptResult(visit: Visit, error: typeof ERROR_NAMES.itemReaderFailed | typeof ERROR_NAMES.resultWriterFailed, signal: Signal): Result<JsonValue, StateFailure> {
  const { turn, frame, name } = visit;
  assert(frame.waitingFor?.kind === 'task', 'a Map whose data is read or written waits for an attempt');
  const { attemptId } = frame.waitingFor;
  if (signal.kind === 'task-failed') {
    recordEvent(turn, { frame, state: name }, 'task-failed', { attemptId, ...plainFailure(signal.failure) });
    return fail({ error, ...(signal.failure.cause === undefined ? {} : { cause: signal.failure.cause }) });
  }
  assert(signal.kind === 'task-succeeded', 'an attempt without timers succeeds or fails');
  if (sizeOf(turn, signal.output) > MAP_DATA_BYTES_MAX) {
    const cause = `The data of the state '${name}' is larger than ${MAP_DATA_BYTES_MAX} bytes.`;
    recordEvent(turn, { frame, state: name }, 'task-failed', { attemptId, error, cause });
    return fail({ error, cause });
  }
  countHistory(turn, signal.output);
  recordEvent(turn, { frame, state: name }, 'task-succeeded', { attemptId, output: signal.output });
  return succeed(signal.output);
}
