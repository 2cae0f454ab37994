import { assert } from '../../kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { oversizedField } from '../causes.ts';
import type { StateFailure } from '../failure.ts';
import { dataLimitExceeded } from '../leave.ts';
import { PAYLOAD_BYTES_MAX } from '../limits.ts';
import type { Opening, Visit } from '../model.ts';
import type { MapItem, MapProgress, Opened, OwnExecution } from '../snapshot.ts';
import { sizeOf } from '../turn.ts';
import type { PreparedBatcher, PreparedMap } from './map-model.ts';

/** The members of an object or the items of an array; `undefined` for any other value. */
export function itemsOf(value: JsonValue): Pick<MapProgress, 'items' | 'keys'> | undefined {
  if (isJsonArray(value)) return { items: value };
  return isJsonObject(value) ? { items: Object.values(value), keys: Object.keys(value) } : undefined;
}

/** The progress with some more items taken. What is taken already is forgotten from time to time, so that it does not stay in the snapshot. */
function withTaken(map: MapProgress, count: number): MapProgress {
  const taken = map.taken + count;
  const surplus = taken - map.from;
  if (surplus * 2 < map.items.length) return { ...map, taken };
  const keys = map.keys === undefined ? {} : { keys: map.keys.slice(surplus) };
  return { ...map, taken, from: taken, items: map.items.slice(surplus), ...keys };
}

function itemAt(map: MapProgress, index: number): MapItem | undefined {
  const value = map.items[index - map.from];
  const key = map.keys?.[index - map.from];
  return value === undefined ? undefined : { index, value, ...(key === undefined ? {} : { key }) };
}

function inputFor(visit: Visit, map: PreparedMap, item: MapItem): Result<JsonValue, StateFailure> {
  return map.selector?.({ ...visit, item }) ?? succeed(item.value);
}

interface Batch {
  readonly items: readonly JsonValue[];
  readonly bytesMax: number;
  readonly itemsMax: number;
}

/** Items for one batch: as many as the limits take, at least one. `used` is what the rest of the batch's input takes. */
function takeItems(visit: Visit, map: PreparedMap, limits: Batch & { readonly used: number; readonly progress: MapProgress }): Result<readonly JsonValue[], StateFailure> {
  const { progress, bytesMax, itemsMax } = limits;
  const items: JsonValue[] = [];
  let bytes = limits.used;
  for (let item = itemAt(progress, progress.taken); item !== undefined && items.length < itemsMax; item = itemAt(progress, progress.taken + items.length)) {
    const input = inputFor(visit, map, item);
    if (!input.ok) return input;
    bytes += sizeOf(visit.turn, input.value) + 1;
    if (bytes > bytesMax && items.length > 0) break;
    items.push(input.value);
  }
  return succeed(items);
}

function limitsOf(visit: Visit, batcher: PreparedBatcher): Result<Batch, StateFailure> {
  const itemsMax = batcher.itemsMax(visit);
  if (!itemsMax.ok) return itemsMax;
  const bytesMax = batcher.bytesMax(visit);
  if (!bytesMax.ok) return bytesMax;
  return succeed({ items: [], itemsMax: itemsMax.value ?? Number.POSITIVE_INFINITY, bytesMax: Math.min(bytesMax.value ?? PAYLOAD_BYTES_MAX, PAYLOAD_BYTES_MAX) });
}

interface NextInput {
  readonly input: JsonValue;
  readonly count: number;
  readonly item?: MapItem;
}

/** `{Items, BatchInput}`: the input of an iteration that works on several items (states-language.net, "ItemBatcher"). */
function nextBatch(visit: Visit, map: PreparedMap, batcher: PreparedBatcher, progress: MapProgress): Result<NextInput, StateFailure> {
  const limits = limitsOf(visit, batcher);
  if (!limits.ok) return limits;
  const shared = batcher.input?.(visit);
  if (shared?.ok === false) return shared;
  const around: JsonObject = shared === undefined ? {} : { BatchInput: shared.value };
  const items = takeItems(visit, map, { ...limits.value, used: sizeOf(visit.turn, { ...around, Items: [] }), progress });
  return items.ok ? succeed({ input: { ...around, Items: items.value }, count: items.value.length }) : items;
}

function nextInput(visit: Visit, map: PreparedMap, progress: MapProgress): Result<NextInput, StateFailure> {
  if (map.batcher !== undefined) return nextBatch(visit, map, map.batcher, progress);
  const item = itemAt(progress, progress.taken);
  assert(item !== undefined, 'a Map takes items that it has');
  const input = inputFor(visit, map, item);
  return input.ok ? succeed({ input: input.value, count: 1, item }) : input;
}

function ownExecution({ turn, frame, name }: Visit, map: PreparedMap, opened: Opened, next: NextInput): OwnExecution {
  const retryCount = frame.retries.reduce((sum, count) => sum + count, 0);
  const run = `${map.label ?? name}:${frame.enteredSequence ?? 0}.${retryCount}.${opened.next}`;
  return { name: run, startedAt: turn.event.at, input: next.input, items: next.count };
}

/** The next iteration of a Map, if an item is left and the limit of concurrency allows one. */
export function nextIteration(visit: Visit, map: PreparedMap): Result<Opening | undefined, StateFailure> {
  const { turn, frame, name } = visit;
  const { opened } = frame;
  assert(opened?.map !== undefined, 'a Map that waits for its iterations has opened some');
  if (opened.map.taken >= opened.total || frame.children.length >= opened.map.concurrency) return succeed(undefined);
  const next = nextInput(visit, map, opened.map);
  if (!next.ok) return next;
  const { input, count, item } = next.value;
  if (sizeOf(turn, input) > PAYLOAD_BYTES_MAX) return fail(dataLimitExceeded(oversizedField(name, 'items')));
  const counted = { ...opened, next: opened.next + 1, map: withTaken(opened.map, count) };
  const mark = map.isDistributed || item === undefined ? { own: ownExecution(visit, map, opened, next.value) } : { item };
  return succeed({ kind: 'opening', unit: 'map-iteration', index: opened.next, startAt: map.startAt, input, opened: counted, mark });
}
