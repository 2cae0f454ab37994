import { parseCursor, printCursor } from '#shared/core/history/journal-rules.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CreateIndexed, ExecutionIndex, IndexedEnd } from '#shared/ports/execution-index.ts';
import type { CreateOutcome, ExecutionPage, ListExecutions } from '#shared/ports/execution-store.ts';
import { parseJson, parseOptionalText, parseText, type Item } from './attributes.ts';
import { endAttributes, entryItem, executionKey, filterOf, idempotencyKey, listOf, parseEntry, principalText, reopenedAttributes } from './execution-entry.ts';
import { assignment } from './expression.ts';
import { expiryOf } from './expiry.ts';
import { AFTER_ALL, isKeyPart, padded, SHARD_COUNT } from './keys.ts';
import { FILTERED_ITEMS_MAX, pageSize, QUERY_PAGES_MAX } from './limits.ts';
import { merged } from './merge.ts';
import type { Table } from './table.ts';
import type { Write } from './transact.ts';

const IS_THERE = { text: 'attribute_exists(#pk)' };
const IS_NOT_THERE = { text: 'attribute_not_exists(#pk)' };

/**
 * The index of hosted executions in DynamoDB. Entries and keys are exact; a list may miss by moments what was just created or ended. A page may have fewer
 * entries than asked for and still have one after it, where conditions hold for few of many.
 */
export function createDynamoExecutionIndex(table: Table, keepMs: number): ExecutionIndex {
  return {
    create: (request) => create(table, keepMs, request),
    load: async ({ executionId }) => {
      const item = await table.get(executionKey(executionId));
      return item === undefined ? undefined : parseEntry(item);
    },
    place: async ({ executionId, place }) => void (await table.update({ key: executionKey(executionId), change: assignment({ place: JSON.stringify(place) }), condition: IS_THERE })),
    end: (request) => end(table, request),
    reopen: (request) => reopen(table, request),
    list: (request) => list(table, request),
  };
}

async function create(table: Table, keepMs: number, request: CreateIndexed): Promise<CreateOutcome> {
  const { entry, idempotency } = request;
  const writes: Write[] = [{ kind: 'put', item: entryItem(request), condition: IS_NOT_THERE }];
  if (idempotency !== undefined) {
    const { createdAt } = entry;
    // What has expired may still be there for two days.
    const condition = { text: 'attribute_not_exists(#pk) OR #expiresAt <= :now', values: { now: Math.floor(createdAt / 1_000) } };
    const item = { ...idempotencyKey(entry.principal, idempotency.key), id: JSON.stringify(entry.id), principal: principalText(entry.principal), fingerprint: JSON.stringify(idempotency.fingerprint) };
    writes.unshift({ kind: 'put', item: { ...item, createdAt, ...expiryOf(createdAt, keepMs) }, condition });
  }
  const outcome = await table.transact(writes);
  if (outcome.done) return { created: true };
  const [existing] = outcome.refused.flatMap((refusal) => (refusal === undefined ? [] : [refusal.item]));
  if (existing === undefined) throw new UwfError('UWF-5001');
  return { created: false, executionId: idOf(existing), sameRequest: isSameRequest(existing, request) };
}

/** Of an entry, or of an idempotency key. */
function idOf(item: Item): string {
  const entry = parseOptionalText(item, 'entry');
  return entry === undefined ? parseJson<string>(parseText(item, 'id')) : parseJson<CreateIndexed['entry']>(entry).id;
}

function isSameRequest(existing: Item, { entry, idempotency }: CreateIndexed): boolean {
  const fingerprint = idempotency === undefined ? undefined : JSON.stringify(idempotency.fingerprint);
  return parseOptionalText(existing, 'fingerprint') === fingerprint && parseText(existing, 'principal') === principalText(entry.principal);
}

async function end(table: Table, request: IndexedEnd): Promise<void> {
  const condition = { text: 'attribute_exists(#pk) AND #status = :wasRunning', values: { wasRunning: 'running' } };
  await table.update({ key: executionKey(request.executionId), change: assignment(endAttributes(request)), condition });
}

async function reopen(table: Table, { executionId, endedAt }: { readonly executionId: string; readonly endedAt: number }): Promise<void> {
  const { set, removed } = reopenedAttributes(executionId);
  await table.update({ key: executionKey(executionId), change: assignment(set, removed), condition: { text: '#endedAt = :was', values: { was: endedAt } } });
}

async function list(table: Table, request: ListExecutions): Promise<ExecutionPage> {
  const before = request.cursor === undefined ? AFTER_ALL : placeFrom(request.cursor);
  const { places, next } = await placesOf(table, { request, before });
  const items = await table.getAll(places.map(({ pk }) => ({ pk: pk ?? '' })));
  const records = items.map((item) => ({ record: parseEntry(item).record, place: parseText(item, 'newestKey') }));
  // The index may not have heard of an end yet.
  const listed = records.filter(({ record }) => (request.status ?? record.status) === record.status).sort((left, right) => (left.place < right.place ? 1 : -1));
  const executions = listed.map(({ record }) => record);
  return next === undefined ? { executions } : { executions, cursor: cursorOf(next) };
}

/** Which entries a page has, and after which place the next one begins. */
async function placesOf(table: Table, { request, before }: { readonly request: ListExecutions; readonly before: string }): Promise<{ readonly places: readonly Item[]; readonly next?: string }> {
  const size = pageSize(request.max, 1);
  const filter = filterOf(request);
  const perPart = filter === undefined ? Math.ceil((size + 1) / SHARD_COUNT) + 1 : FILTERED_ITEMS_MAX;
  const entries = merged(table, { ...listOf(request), from: '0', to: before, isBackwards: true, pageSize: perPart, pagesMax: QUERY_PAGES_MAX, ...(filter === undefined ? {} : { filter }) });
  const places: Item[] = [];
  for await (const entry of entries) {
    if ('lookedAtTo' in entry) return { places, next: entry.lookedAtTo };
    const last = places.at(-1);
    if (places.length === size && last !== undefined) return { places, next: parseText(last, 'newestKey') };
    if (parseText(entry.item, 'newestKey') !== before) places.push(entry.item);
  }
  return { places };
}

/** A place is a time and a part of a key, which makes a cursor as other stores have it. */
function cursorOf(place: string): string {
  const at = place.indexOf('#');
  return printCursor({ createdAt: Number(place.slice(0, at)), id: place.slice(at + 1) });
}

function placeFrom(cursor: string): string {
  const position = parseCursor(cursor);
  if (position === undefined || !isKeyPart(position.id)) throw new UwfError('UWF-4000', 'the cursor is not one that this operation gave');
  return `${padded(position.createdAt)}#${position.id}`;
}
