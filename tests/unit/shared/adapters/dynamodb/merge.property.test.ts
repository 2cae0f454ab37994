import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '#shared/adapters/dynamodb/attributes.ts';
import { beginningWith, merged, type ListRequest } from '#shared/adapters/dynamodb/merge.ts';
import type { QueryRequest } from '#shared/adapters/dynamodb/query.ts';
import type { Table } from '#shared/adapters/dynamodb/table.ts';
import { unreachableTable } from './fake-table.ts';

/** Parts of a list by their names, as an index has them: `limit` counts what is looked at, before the filter. */
function tableOf(parts: Readonly<Record<string, readonly string[]>>, isShown: (key: string) => boolean = () => true): Table {
  const query = async ({ keys, limit = 1, from, isBackwards = false }: QueryRequest) => {
    const { part, from: first, to: last } = keys.values ?? {};
    const all = (parts[String(part)] ?? []).filter((key) => key >= String(first) && key <= String(last)).toSorted();
    const inOrder = isBackwards ? all.toReversed() : all;
    const after = from === undefined ? 0 : inOrder.indexOf(String(from['key'])) + 1;
    const lookedAt = inOrder.slice(after, after + limit);
    const isCut = after + limit < inOrder.length;
    return { items: lookedAt.filter(isShown).map((key): Item => ({ key })), ...(isCut ? { next: { key: lookedAt.at(-1) ?? '' } } : {}) };
  };
  return { ...unreachableTable(), query };
}

function listOf(more: Partial<ListRequest> = {}): ListRequest {
  return { index: 'i', keys: ['part', 'key'], parts: ['a', 'b', 'c'], from: '0', to: 'z', pageSize: 2, pagesMax: 1_000, ...more };
}

async function allOf(table: Table, list: ListRequest): Promise<{ readonly keys: readonly string[]; readonly lookedAtTo?: string }> {
  const keys: string[] = [];
  for await (const entry of merged(table, list)) {
    if ('lookedAtTo' in entry) return { keys, lookedAtTo: entry.lookedAtTo };
    keys.push(String(entry.item['key']));
  }
  return { keys };
}

const anyKeys = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 40 }).map((numbers) => numbers.map((number) => `k${String(number).padStart(3, '0')}`));
const anyParts = anyKeys.chain((keys) => fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: keys.length, maxLength: keys.length }).map((places) => ({ keys, parts: partsFrom(keys, places) })));

function partsFrom(keys: readonly string[], places: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(['a', 'b', 'c'].map((part) => [part, keys.filter((_, index) => places[index] === part)]));
}

describe('merged()', () => {
  test('gives all of all parts in one order, whatever a page holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyParts, fc.integer({ min: 1, max: 7 }), fc.boolean(), async ({ keys, parts }, pageSize, isBackwards) => {
        const inOrder = isBackwards ? keys.toSorted().toReversed() : keys.toSorted();
        expect(await allOf(tableOf(parts), listOf({ pageSize, isBackwards }))).toEqual({ keys: inOrder });
      }),
    );
  });

  test('who goes on from where it stopped sees everything once', async () => {
    const isShown = (key: string): boolean => Number(key.slice(1)) % 3 === 0;
    await fc.assert(
      fc.asyncProperty(anyParts, fc.integer({ min: 3, max: 6 }), async ({ keys, parts }, pagesMax) => {
        const seen: string[] = [];
        let to = 'z';
        for (let pages = 0; pages < 200; pages += 1) {
          const page = await allOf(tableOf(parts, isShown), listOf({ to, pagesMax, isBackwards: true }));
          seen.push(...page.keys.filter((key) => key !== to));
          if (page.lookedAtTo === undefined) break;
          expect(page.lookedAtTo <= to).toBe(true);
          to = page.lookedAtTo;
        }
        expect(seen).toEqual(keys.filter(isShown).toSorted().toReversed());
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps to its range', async () => {
    const table = tableOf({ a: ['0#a', '0#b', '1#a'], b: ['0#c'], c: [] });
    expect(await allOf(table, listOf(beginningWith('0#')))).toEqual({ keys: ['0#a', '0#b', '0#c'] });
  });
});
