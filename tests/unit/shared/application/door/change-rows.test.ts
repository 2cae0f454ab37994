import { describe, expect, test } from 'vitest';
import { changeRows, CHANGE_ATTEMPTS_MAX, type FoldedBatch, type RowInput, type RowStore } from '#shared/application/door/change-rows.ts';
import { seenOf } from '#tests/conformance/ports/door-rows.ts';

interface Row {
  readonly key: string;
  readonly count: number;
}

/** A store in which others are quicker a number of times. */
function storeOf(rows: readonly Row[], quicker = 0): RowStore<Row> & { readonly batches: FoldedBatch<Row>[]; readonly loads: (readonly string[])[] } {
  const batches: FoldedBatch<Row>[] = [];
  const loads: (readonly string[])[] = [];
  return {
    batches,
    loads,
    load: async (keys) => {
      loads.push(keys);
      return rows.filter(({ key }) => keys.includes(key)).map((row) => ({ row, version: 1 }));
    },
    commit: async (batch) => {
      batches.push(batch);
      return batches.length <= quicker ? ['a'] : [];
    },
  };
}

const raise = (key: string, seen?: string): RowInput<Row> => ({ key, apply: (row) => ({ row: { key, count: (row?.count ?? 0) + 1 } }), ...(seen === undefined ? {} : { seen: seenOf(seen) }) });

describe('changeRows()', () => {
  test('applies several inputs to one row in their order, and writes it once', async () => {
    const store = storeOf([{ key: 'a', count: 5 }]);
    await changeRows(store, [raise('a', 's1'), raise('b'), raise('a', 's2')]);
    expect(store.batches).toEqual([
      {
        changes: [
          { row: { key: 'a', count: 7 }, expectedVersion: 1, messages: [], calls: [], seen: [seenOf('s1'), seenOf('s2')] },
          { row: { key: 'b', count: 1 }, expectedVersion: 0, messages: [], calls: [], seen: [] },
        ],
        messages: [],
        seen: [],
      },
    ]);
  });

  test('writes what leaves without a change of the row beside the rows, and nothing for nothing', async () => {
    const store = storeOf([]);
    await changeRows(store, [{ key: 'a', seen: seenOf('s1'), apply: () => ({}) }]);
    expect(store.batches).toEqual([{ changes: [], messages: [], seen: [seenOf('s1')] }]);
    await changeRows(store, [{ key: 'a', apply: () => ({}) }]);
    expect(store.batches).toHaveLength(1);
  });

  test('decides again, alone, what another writer changed in between', async () => {
    const store = storeOf([{ key: 'a', count: 5 }, { key: 'b', count: 0 }], 2);
    await changeRows(store, [raise('a'), raise('b')], [{ row: { key: 'a', count: 1 }, version: 1 }, { row: { key: 'b', count: 0 }, version: 1 }]);
    expect(store.batches.map(({ changes }) => changes.map(({ row }) => `${row.key}${String(row.count)}`))).toEqual([['a2', 'b1'], ['a6'], ['a6']]);
    expect(store.loads).toEqual([['a'], ['a']]);
  });

  test('gives up when others are always quicker', async () => {
    const store = storeOf([], CHANGE_ATTEMPTS_MAX);
    await expect(changeRows(store, [raise('a')])).rejects.toMatchObject({ code: 'UWF-5001' });
  });
});
