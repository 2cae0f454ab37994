import { spendBudget, type Budget } from '#shared/core/vault/budget.ts';
import type { ErasedDataKey, FoundValue, Rewrapping, StoredDataKey, StoredValue, SubjectKey, VaultCounts, VaultStore } from '#shared/ports/vault-store.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface KeyRow {
  readonly keyId: string;
  readonly tenant: string;
  readonly subject: string;
  readonly createdAt: number;
  /** Undefined once it is destroyed. */
  stored: StoredDataKey | undefined;
  erasedAt?: number;
}

/** The rows of one vault. */
interface Rows {
  readonly keys: Map<string, KeyRow>;
  /** By tenant and fingerprint. */
  readonly keysBySubject: Map<string, KeyRow[]>;
  readonly values: Map<string, JsonText<StoredValue>>;
  readonly budgets: Map<string, Budget>;
  /** Versions below these are retired. */
  readonly floors: Map<string, number>;
}

/** A vault's store that lives as long as the process. */
export function createMemoryVaultStore(): VaultStore {
  const rows: Rows = { keys: new Map(), keysBySubject: new Map(), values: new Map(), budgets: new Map(), floors: new Map() };
  return {
    findDataKeys: async ({ tenant, subjects }) => keysOf(rows, tenant, subjects).flatMap(({ stored }) => (stored === undefined ? [] : [stored])),
    put: async ({ dataKeys, values }) => put(rows, dataKeys, values),
    find: async ({ tokenDigests }) => [...new Set(tokenDigests)].flatMap((digest) => findOne(rows, digest)),
    erase: async ({ tenant, subjects, now }) => erase(rows, keysOf(rows, tenant, subjects), now),
    subjectKeys: async ({ tenant, subjects }) => keysOf(rows, tenant, subjects).map((row) => subjectKey(rows, row)),
    dataKeysBelow: async ({ kek, version, after, max }) => keysBelow(rows, kek, version).filter(({ keyId }) => keyId > after).slice(0, pageSize(max, 0)),
    rewrap: async ({ kek, changes }) => changes.filter((change) => rewrap(rows, kek, change)).length,
    retire: async ({ kek, below }) => {
      rows.floors.set(kek, Math.max(rows.floors.get(kek) ?? 0, below));
      return keysBelow(rows, kek, below).length;
    },
    counts: async () => count(rows),
    spend: async ({ budget, rule, cost, now }) => {
      const left = spendBudget(rows.budgets.get(budget), rule, { cost, now });
      if (left !== undefined) rows.budgets.set(budget, left);
      return left !== undefined;
    },
  };
}

function keysOf({ keysBySubject }: Rows, tenant: string, subjects: readonly string[]): readonly KeyRow[] {
  return [...new Set(subjects)].flatMap((subject) => keysBySubject.get(subjectName(tenant, subject)) ?? []);
}

function subjectName(tenant: string, subject: string): string {
  return JSON.stringify([tenant, subject]);
}

function addKey({ keys, keysBySubject }: Rows, stored: StoredDataKey): void {
  const { keyId, tenant, subject, createdAt } = stored;
  const row: KeyRow = { keyId, tenant, subject, createdAt, stored: { ...stored } };
  const name = subjectName(tenant, subject);
  keys.set(keyId, row);
  keysBySubject.set(name, [...(keysBySubject.get(name) ?? []), row]);
}

function put(rows: Rows, dataKeys: readonly StoredDataKey[], values: readonly StoredValue[]): 'stored' | 'changed' {
  const mayAdd = ({ kek, version, tenant, subject }: StoredDataKey): boolean => version >= (rows.floors.get(kek) ?? 0) && keysOf(rows, tenant, [subject]).every(({ stored }) => stored === undefined);
  const added = dataKeys.filter(mayAdd);
  for (const stored of added) addKey(rows, stored);
  if (added.length < dataKeys.length || values.some(({ keyId }) => rows.keys.get(keyId)?.stored === undefined)) return 'changed';
  for (const value of values) if (!rows.values.has(value.tokenDigest)) rows.values.set(value.tokenDigest, toText(value));
  return 'stored';
}

function findOne({ keys, values }: Rows, digest: string): readonly FoundValue[] {
  const stored = values.get(digest);
  if (stored === undefined) return [];
  const value = parseText(stored);
  const row = keys.get(value.keyId);
  return [{ value, ...(row?.stored === undefined ? {} : { dataKey: row.stored }), ...(row?.erasedAt === undefined ? {} : { erasedAt: row.erasedAt }) }];
}

function erase(rows: Rows, found: readonly KeyRow[], now: number): readonly ErasedDataKey[] {
  const inUse = found.filter(({ stored }) => stored !== undefined);
  for (const row of inUse) {
    row.stored = undefined;
    row.erasedAt = now;
  }
  return inUse.map(({ keyId }) => ({ keyId, values: valuesUnder(rows, keyId) }));
}

function subjectKey(rows: Rows, { keyId, createdAt, erasedAt }: KeyRow): SubjectKey {
  return { keyId, values: valuesUnder(rows, keyId), createdAt, ...(erasedAt === undefined ? {} : { erasedAt }) };
}

function valuesUnder({ values }: Rows, keyId: string): number {
  return [...values.values()].filter((text) => parseText(text).keyId === keyId).length;
}

function keysBelow({ keys }: Rows, kek: string, version: number): readonly StoredDataKey[] {
  const below = [...keys.values()].flatMap(({ stored }) => (stored !== undefined && stored.kek === kek && stored.version < version ? [stored] : []));
  return below.sort((left, right) => (left.keyId < right.keyId ? -1 : 1));
}

function rewrap({ keys, floors }: Rows, kek: string, { keyId, from, version, wrapped }: Rewrapping): boolean {
  const row = keys.get(keyId);
  if (row?.stored?.kek !== kek || row.stored.version !== from || version < (floors.get(kek) ?? 0)) return false;
  row.stored = { ...row.stored, version, wrapped };
  return true;
}

function count({ keys, values }: Rows): VaultCounts {
  const used = [...keys.values()].flatMap(({ stored }) => (stored === undefined ? [] : [stored]));
  const groups = new Map<string, { readonly kek: string; readonly version: number; keys: number }>();
  for (const { kek, version } of used) {
    const name = JSON.stringify([kek, version]);
    const group = groups.get(name) ?? { kek, version, keys: 0 };
    group.keys += 1;
    groups.set(name, group);
  }
  return { values: values.size, dataKeys: [...groups.values()].sort((left, right) => left.version - right.version || (left.kek < right.kek ? -1 : 1)), erasedKeys: keys.size - used.length };
}
