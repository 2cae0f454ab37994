import { createHash } from 'node:crypto';
import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { ExecutionStatus, Failure } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { CreateIndexed, IndexedEnd, IndexedExecution } from '#shared/ports/execution-index.ts';
import type { ExecutionRecord, ListExecutions } from '#shared/ports/execution-store.ts';
import { parseJson, parseNumber, parseOptionalNumber, parseOptionalText, parseText, type Item } from './attributes.ts';
import type { Expression } from './expression.ts';
import { keyOf, padded, SHARDS, shardOf } from './keys.ts';
import { OUTPUT_BYTES_MAX } from './limits.ts';

/** What an execution is called in the table. */
export function executionKey(executionId: string): Item {
  return { pk: `e#${keyOf(executionId)}` };
}

/** What the idempotency key of a principal is called in the table. */
export function idempotencyKey(principal: string, key: string): Item {
  return { pk: `k#${createHash('sha256').update(JSON.stringify([principal, key])).digest('hex')}` };
}

/** A new entry, in all lists. */
export function entryItem({ entry, idempotency, depth }: CreateIndexed): Item {
  const { namespace, name, version } = entry.definition;
  const createdAt = wholeMilliseconds(entry.createdAt);
  const shard = shardOf(entry.id);
  return {
    ...executionKey(entry.id),
    entry: JSON.stringify({ ...entry, createdAt }),
    principal: principalText(entry.principal),
    ...(idempotency === undefined ? {} : { fingerprint: JSON.stringify(idempotency.fingerprint) }),
    ...(depth === undefined ? {} : { depth }),
    updatedAt: createdAt,
    status: 'running',
    shard: part('all', shard),
    newestKey: placeOf({ createdAt, id: entry.id }),
    statusShard: part('running', shard),
    principalShard: part(keyOf(entry.principal), shard),
    nameShard: part(keyOf(name), shard),
    namespaceKey: keyOf(namespace),
    nameKey: keyOf(name),
    versionKey: keyOf(version),
  };
}

/** Kept as JSON text: the service takes no lone surrogates. */
export function principalText(principal: string): string {
  return JSON.stringify(principal);
}

function part(list: string, shard: number): string {
  return `${list}.${String(shard)}`;
}

/** Where an execution stands in every list. */
export function placeOf({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string {
  return `${padded(createdAt)}#${keyOf(id)}`;
}

/** What an end changes. An output or a failure that an item cannot hold is left out: the service that carried it out has it. */
export function endAttributes({ executionId, status, at, output, failure }: IndexedEnd): Item {
  const endedAt = wholeMilliseconds(at);
  const values = Object.entries({ output, failure }).flatMap(([name, value]) => (value === undefined ? [] : [[name, JSON.stringify(value)] as const]));
  const isHeld = values.reduce((bytes, [, text]) => bytes + Buffer.byteLength(text), 0) <= OUTPUT_BYTES_MAX;
  return { status, statusShard: part(status, shardOf(executionId)), updatedAt: endedAt, endedAt, ...(isHeld ? Object.fromEntries(values) : {}) };
}

/** What changes when an end is taken back. */
export function reopenedAttributes(executionId: string): { readonly set: Item; readonly removed: readonly string[] } {
  return { set: { status: 'running', statusShard: part('running', shardOf(executionId)) }, removed: ['endedAt', 'output', 'failure'] };
}

/** An entry as {@link entryItem} stored it, and what became of it since. */
export function parseEntry(item: Item): IndexedExecution {
  const endedAt = parseOptionalNumber(item, 'endedAt');
  const output = parseOptionalText(item, 'output');
  const failure = parseOptionalText(item, 'failure');
  const place = parseOptionalText(item, 'place');
  const depth = parseOptionalNumber(item, 'depth');
  const record: ExecutionRecord = {
    ...parseJson<CreateIndexed['entry']>(parseText(item, 'entry')),
    status: parseStatus(item),
    updatedAt: parseNumber(item, 'updatedAt'),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(output === undefined ? {} : { output: parseJson<JsonValue>(output) }),
    ...(failure === undefined ? {} : { failure: parseJson<Failure>(failure) }),
  };
  return { record, ...(place === undefined ? {} : { place: parseJson<string>(place) }), ...(depth === undefined ? {} : { depth }) };
}

/** One that this adapter stored. */
function parseStatus(item: Item): ExecutionStatus {
  return parseText(item, 'status') as ExecutionStatus;
}

/** The index that a list is read from, and the parts of its list there: what has the fewest is asked first. */
export function listOf({ principal, status, definition }: ListExecutions): { readonly index: string; readonly keys: readonly [string, string]; readonly parts: readonly string[] } {
  const parts = (list: string): readonly string[] => SHARDS.map((shard) => part(list, shard));
  if (principal !== undefined) return { index: 'byPrincipal', keys: ['principalShard', 'newestKey'], parts: parts(keyOf(principal)) };
  if (definition !== undefined) return { index: 'byName', keys: ['nameShard', 'newestKey'], parts: parts(keyOf(definition.name)) };
  if (status !== undefined) return { index: 'byStatus', keys: ['statusShard', 'newestKey'], parts: parts(status) };
  return { index: 'newest', keys: ['shard', 'newestKey'], parts: parts('all') };
}

/** The other conditions of a list; undefined where there is none. */
export function filterOf({ principal, status, definition }: ListExecutions): Expression | undefined {
  const { namespace, name, version } = definition ?? {};
  const wanted = {
    ...(principal === undefined || name === undefined ? {} : { nameKey: keyOf(name) }),
    ...(status === undefined || (principal === undefined && name === undefined) ? {} : { status }),
    ...(namespace === undefined ? {} : { namespaceKey: keyOf(namespace) }),
    ...(version === undefined ? {} : { versionKey: keyOf(version) }),
  };
  const conditions = Object.keys(wanted).map((attribute) => `#${attribute} = :${attribute}`);
  return conditions.length === 0 ? undefined : { text: conditions.join(' AND '), values: wanted };
}
