import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { SealedPlace } from '#shared/core/vault/binding.ts';
import type { ErasedDataKey, FoundValue, Rewrapping, StoredDataKey, StoredValue, SubjectKey, VaultCounts, VaultStore } from '#shared/ports/vault-store.ts';
import { pageSize, sequenceNumber } from './limits.ts';
import { parseJson, parseName, parseNumber, parseOptionalRaw, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';
import * as sql from './vault-statements.ts';

/** The vault's store in PostgreSQL. What has to happen together is one transaction; versions of keys are guarded by an advisory lock. */
export function createPostgresVaultStore(pool: SqlPool, schema: string): VaultStore {
  const run = runner(pool, schema);
  const inTransaction = <T>(work: (run: Run) => Promise<T>): Promise<T> => pool.transaction((client) => work(runner(client, schema)));
  const lock = `uwf-vault-keys:${schema}`;
  return {
    findDataKeys: async ({ tenant, subjects }) => (await run('find-data-keys', sql.FIND_DATA_KEYS, [toColumn(tenant), subjects.map(toColumn)])).map(parseDataKey),
    put: (request) => inTransaction((run) => put(run, lock, request)),
    find: async ({ tokenDigests }) => (await run('find-vault-values', sql.FIND_VALUES, [[...new Set(tokenDigests)].map(toColumn)])).map(parseFound),
    erase: ({ tenant, subjects, now }) => inTransaction((run) => erase(run, [toColumn(tenant), subjects.map(toColumn), wholeMilliseconds(now)])),
    subjectKeys: async ({ tenant, subjects }) => (await run('vault-subject-keys', sql.SUBJECT_KEYS, [toColumn(tenant), subjects.map(toColumn)])).map(parseSubjectKey),
    dataKeysBelow: async ({ kek, version, after, max }) =>
      (await run('data-keys-below', sql.DATA_KEYS_BELOW, [toColumn(kek), sequenceNumber(version), toColumn(after), pageSize(max, 0)])).map(parseDataKey),
    rewrap: ({ kek, changes }) => inTransaction((run) => rewrap(run, lock, { kek, changes })),
    retire: ({ kek, below }) =>
      inTransaction(async (run) => {
        await run('lock-keys-alone', sql.LOCK_KEYS_ALONE, [lock]);
        await run('raise-floor', sql.RAISE_FLOOR, [toColumn(kek), sequenceNumber(below)]);
        return numberOf(await run('count-keys-below', sql.COUNT_KEYS_BELOW, [toColumn(kek), sequenceNumber(below)]), 'keys');
      }),
    counts: () => count(run),
    spend: async ({ budget, rule, cost, now }) => {
      if (cost > rule.burst) return false;
      return (await run('spend-budget', sql.SPEND, [toColumn(budget), rule.perMinute, rule.burst, cost, wholeMilliseconds(now)])).length === 1;
    },
  };
}

async function put(run: Run, lock: string, { dataKeys, values }: { readonly dataKeys: readonly StoredDataKey[]; readonly values: readonly StoredValue[] }): Promise<'stored' | 'changed'> {
  if (dataKeys.length > 0) {
    await run('lock-keys-shared', sql.LOCK_KEYS_SHARED, [lock]);
    const added = await run('insert-data-keys', sql.INSERT_DATA_KEYS, dataKeyColumns(dataKeys));
    // What was added stays: the next try finds it.
    if (added.length < dataKeys.length) return 'changed';
  }
  const needed = [...new Set(values.map(({ keyId }) => keyId))];
  const held = await run('hold-data-keys', sql.HOLD_DATA_KEYS, [needed.map(toColumn)]);
  if (held.length < needed.length) return 'changed';
  const places = values.map(({ binding, purposes, deterministic, createdAt }) => JSON.stringify({ binding, purposes, deterministic, createdAt }));
  await run('insert-vault-values', sql.INSERT_VALUES, [values.map((one) => one.tokenDigest), values.map((one) => toColumn(one.keyId)), places, values.map((one) => one.sealed)]);
  return 'stored';
}

function dataKeyColumns(keys: readonly StoredDataKey[]) {
  const column = (of: (key: StoredDataKey) => string): readonly string[] => keys.map((key) => toColumn(of(key)));
  return [column((key) => key.keyId), column((key) => key.tenant), column((key) => key.subject), column((key) => key.kek), keys.map((key) => sequenceNumber(key.version)), column((key) => key.wrapped), keys.map((key) => wholeMilliseconds(key.createdAt))];
}

async function erase(run: Run, values: readonly [string, readonly string[], number]): Promise<readonly ErasedDataKey[]> {
  const erased = await run('erase-data-keys', sql.ERASE_DATA_KEYS, values);
  // A statement of its own, so that it sees the values that the erasure had to wait for.
  const counted = erased.length === 0 ? [] : await run('count-values-by-key', sql.COUNT_VALUES_BY_KEY, [erased.map((row) => parseRaw(row, 'key_id'))]);
  return counted.map((row) => ({ keyId: parseName(row, 'key_id'), values: parseNumber(row, 'values') }));
}

async function rewrap(run: Run, lock: string, { kek, changes }: { readonly kek: string; readonly changes: readonly Rewrapping[] }): Promise<number> {
  await run('lock-keys-shared', sql.LOCK_KEYS_SHARED, [lock]);
  const columns = [changes.map((one) => toColumn(one.keyId)), changes.map((one) => sequenceNumber(one.from)), changes.map((one) => sequenceNumber(one.version)), changes.map((one) => one.wrapped), toColumn(kek)];
  return (await run('rewrap-data-keys', sql.REWRAP, columns)).length;
}

async function count(run: Run): Promise<VaultCounts> {
  const keys = await run('count-data-keys', sql.COUNT_KEYS, []);
  return {
    values: numberOf(await run('count-vault-values', sql.COUNT_VALUES, []), 'values'),
    dataKeys: keys.map((row) => ({ kek: parseName(row, 'kek'), version: parseNumber(row, 'kek_version'), keys: parseNumber(row, 'keys') })),
    erasedKeys: numberOf(await run('count-erased-keys', sql.COUNT_ERASED, []), 'keys'),
  };
}

function numberOf(rows: readonly SqlRow[], column: string): number {
  const [row] = rows;
  assert(row !== undefined, 'the statement gives exactly one row');
  return parseNumber(row, column);
}

function parseDataKey(row: SqlRow): StoredDataKey {
  return {
    keyId: parseName(row, 'key_id'),
    tenant: parseName(row, 'tenant'),
    subject: parseName(row, 'subject'),
    kek: parseName(row, 'kek'),
    version: parseNumber(row, 'kek_version'),
    wrapped: parseRaw(row, 'wrapped'),
    createdAt: parseNumber(row, 'created_at'),
  };
}

type Place = Pick<SealedPlace, 'binding' | 'purposes' | 'deterministic' | 'createdAt'>;

function parseFound(row: SqlRow): FoundValue {
  const place = { tokenDigest: parseRaw(row, 'token_digest'), keyId: parseName(row, 'key_id'), subject: parseName(row, 'subject'), ...parseJson<Place>(parseRaw(row, 'place')) };
  const value: StoredValue = { ...place, sealed: parseRaw(row, 'sealed') };
  const isErased = parseOptionalRaw(row, 'wrapped') === undefined;
  return isErased ? { value, erasedAt: parseNumber(row, 'erased_at') } : { value, dataKey: parseDataKey(row) };
}

function parseSubjectKey(row: SqlRow): SubjectKey {
  const key = { keyId: parseName(row, 'key_id'), values: parseNumber(row, 'values'), createdAt: parseNumber(row, 'created_at') };
  return row['erased_at'] === null ? key : { ...key, erasedAt: parseNumber(row, 'erased_at') };
}
