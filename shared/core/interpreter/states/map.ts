import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { MapState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { recover } from '../catch.ts';
import { TOLERATED_FAILURES_EXCEEDED } from '../causes.ts';
import type { StatePreparation } from '../data-language.ts';
import { plainFailure, type StateFailure } from '../failure.ts';
import { numberOf, withoutScopes } from '../frame.ts';
import { MAP_DISTRIBUTED_CONCURRENCY_MAX, MAP_INLINE_CONCURRENCY_MAX } from '../limits.ts';
import type { Opening, PreparedState, Signal, StateOutcome, Visit } from '../model.ts';
import { failScopes, goOnOpening, leaveScopes, recordScopeEnd, waitForScopes, withResult } from '../scopes.ts';
import type { MapProgress, Opened } from '../snapshot.ts';
import { recordEvent } from '../turn.ts';
import { dataAttemptResult, finishMap, readItems } from './map-data.ts';
import { itemsOf, nextIteration } from './map-items.ts';
import type { PreparedMap, PreparedReader } from './map-model.ts';
import { prepareMapFields } from './map-preparation.ts';

function start(visit: Visit, map: PreparedMap): StateOutcome {
  if (map.reader !== undefined) return readItems(visit, map, map.reader);
  const items = map.items(visit);
  if (!items.ok) return recover(visit, map.recovery, items.error);
  const found = itemsOf(items.value);
  assert(found !== undefined, 'what a Map goes over has been checked');
  return begin(visit, map, found);
}

function concurrencyOf(map: PreparedMap, given: number): number {
  const most = map.isDistributed ? MAP_DISTRIBUTED_CONCURRENCY_MAX : MAP_INLINE_CONCURRENCY_MAX;
  return given === 0 ? most : Math.min(given, MAP_DISTRIBUTED_CONCURRENCY_MAX);
}

/** What is tolerated is read after the start was told (recorded: tolerated_failure_count_path). */
function tolerance(visit: Visit, map: PreparedMap): Result<Pick<MapProgress, 'toleratedCount' | 'toleratedPercentage'>, StateFailure> {
  const count = map.toleratedCount(visit);
  if (!count.ok) return count;
  const percentage = map.toleratedPercentage(visit);
  if (!percentage.ok) return percentage;
  return succeed({
    ...(count.value === undefined ? {} : { toleratedCount: count.value }),
    ...(percentage.value === undefined ? {} : { toleratedPercentage: percentage.value }),
  });
}

function begin(visit: Visit, map: PreparedMap, found: Pick<MapProgress, 'items' | 'keys'>): StateOutcome {
  const { turn, frame, name } = visit;
  const concurrency = map.concurrency(visit);
  if (!concurrency.ok) return recover(visit, map.recovery, concurrency.error);
  const total = found.items.length;
  recordEvent(turn, { frame, state: name }, 'map-started', { length: total, mode: map.isDistributed ? 'distributed' : 'inline' });
  const tolerated = tolerance(visit, map);
  if (!tolerated.ok) return failScopes(visit, map, tolerated.error);
  const progress = { ...found, from: 0, taken: 0, failed: 0, concurrency: concurrencyOf(map, concurrency.value ?? 0), ...tolerated.value };
  const opened: Opened = { total, next: 0, results: [], map: progress };
  return total === 0 ? finishMap(visit, map, opened) : waitForScopes(visit, opened);
}

/** The items that were read, not more of them than `MaxItems` says. */
function beginWithRead(visit: Visit, map: PreparedMap, reader: PreparedReader, value: JsonValue): StateOutcome {
  const found = itemsOf(value);
  if (found === undefined) return recover(visit, map.recovery, { error: ERROR_NAMES.itemReaderFailed, cause: 'What the ItemReader read is neither an array nor an object' });
  const max = reader.itemsMax(visit);
  if (!max.ok) return recover(visit, map.recovery, max.error);
  return begin(visit, map, { items: found.items.slice(0, max.value), ...(found.keys === undefined ? {} : { keys: found.keys.slice(0, max.value) }) });
}

/** The attempt that reads the items, or (once there are results) the one that writes them, has something to say. */
function resumeData(visit: Visit, map: PreparedMap, signal: Signal): StateOutcome {
  const { opened } = visit.frame;
  const result = dataAttemptResult(visit, opened === undefined ? ERROR_NAMES.itemReaderFailed : ERROR_NAMES.resultWriterFailed, signal);
  const rest = { ...visit, frame: withoutScopes(visit.frame) };
  if (!result.ok) return failScopes(rest, map, result.error);
  if (opened !== undefined) return leaveScopes(rest, map, result.value);
  assert(map.reader !== undefined, 'a Map waits for its items only when it has a reader');
  return beginWithRead(rest, map, map.reader, result.value);
}

type OpenedMap = Opened & { readonly map: MapProgress };

/** Without tolerances none is taken; of two tolerances each is a limit (states-language.net, "Map State failure tolerance"). */
function isBeyond({ failed, toleratedCount, toleratedPercentage }: MapProgress, total: number): boolean {
  if (toleratedCount === undefined && toleratedPercentage === undefined) return failed > 0;
  return failed > (toleratedCount ?? total) || (failed / total) * 100 > (toleratedPercentage ?? 100);
}

function countFailure(map: PreparedMap, opened: OpenedMap, { failure, scope }: Extract<Signal, { kind: 'scope-failed' }>): Result<MapProgress, StateFailure> {
  if (!map.isTolerant || failure.error === ERROR_NAMES.transitionLimit) return fail(failure);
  const counted = { ...opened.map, failed: opened.map.failed + (scope.own?.items ?? 1) };
  if (!isBeyond(counted, opened.total)) return succeed(counted);
  return fail({ error: ERROR_NAMES.toleratedFailuresExceeded, cause: TOLERATED_FAILURES_EXCEEDED });
}

function endIteration(visit: Visit, map: PreparedMap, opened: OpenedMap, signal: Extract<Signal, { kind: 'scope-succeeded' | 'scope-failed' }>): StateOutcome {
  recordScopeEnd(visit, 'map-iteration', signal);
  const index = numberOf(signal.scope);
  const progress = signal.kind === 'scope-failed' ? countFailure(map, opened, signal) : succeed(opened.map);
  if (!progress.ok) return failScopes(visit, map, progress.error);
  const result = signal.kind === 'scope-failed' ? { index, failure: plainFailure(signal.failure) } : { index, output: signal.output };
  const counted = { ...withResult(opened, result), map: progress.value };
  const isLast = counted.map.taken >= counted.total && visit.frame.children.length === 0;
  return isLast ? finishMap(visit, map, counted) : waitForScopes(visit, counted);
}

function resume(visit: Visit, map: PreparedMap, signal: Signal): StateOutcome {
  const { waitingFor, opened, retries } = visit.frame;
  if (waitingFor?.kind === 'retry') return start({ ...visit, frame: withoutScopes(visit.frame) }, map);
  if (waitingFor?.kind === 'task' && signal.kind === 'task-heartbeat') return { kind: 'waiting', waitingFor, retries };
  if (waitingFor?.kind === 'task') return resumeData(visit, map, signal);
  assert(opened?.map !== undefined, 'a Map waits for its iterations, for its data or for a retry');
  if (signal.kind === 'timer-fired') return goOnOpening(visit, opened);
  assert(signal.kind === 'scope-succeeded' || signal.kind === 'scope-failed', 'an iteration ends well or badly');
  return endIteration(visit, map, { ...opened, map: opened.map }, signal);
}

function openNext(visit: Visit, map: PreparedMap): Opening | StateOutcome | undefined {
  const next = nextIteration(visit, map);
  return next.ok ? next.value : failScopes(visit, map, next.error);
}

/** Map: its processor for every item, as part of this execution or as executions of their own (states-language.net, "Map State"). */
export function prepareMap(state: MapState, preparation: StatePreparation): PreparedState {
  const map = prepareMapFields(state, preparation);
  if (map.startAt === '') preparation.report({ pointer: preparation.pointer, message: 'A Map has an ItemProcessor' });
  return {
    type: 'Map',
    enter: (visit) => start(visit, map),
    resume: (visit, signal) => resume(visit, map, signal),
    openNext: (visit) => openNext(visit, map),
  };
}
