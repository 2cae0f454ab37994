import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLookup, inOrder } from '#onprem-runner/batch/in-order.ts';
import { openJournal, type JournalEntry } from '#onprem-runner/batch/journal.ts';

const HEAD = { key: 'k', workflow: 'w', version: 'w@1', api: 'a', tokenises: false, waits: true };

/** Writes attempts into a journal, one after another, and gives what it says in the end. */
async function play(attempts: readonly (readonly JournalEntry[])[]): Promise<readonly JournalEntry[]> {
  const folder = await mkdtemp(join(tmpdir(), 'uwf-journal-'));
  try {
    const path = join(folder, 'j');
    for (const [index, entries] of attempts.entries()) {
      const journal = await openJournal(path);
      expect(journal.head).toEqual(index === 0 ? undefined : HEAD);
      await journal.begin(index === 0 ? HEAD : undefined);
      for (const entry of entries) journal.append(entry);
      await journal.close();
    }
    const last = await openJournal(path);
    const parts = await last.close();
    const read: JournalEntry[] = [];
    for await (const entry of inOrder(path, parts)) read.push(entry);
    return read;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('whatever order lines end in, over any number of attempts, a journal tells of each once, last word first in order', async () => {
  const status = fc.constantFrom('COMPLETED', 'RUNNING', 'REFUSED', 'FAILED');
  const entry = fc.record({ item: fc.integer({ min: 1, max: 30 }), status }).map(({ item, status: name }): JournalEntry => ({ item, line: item + 1, status: name, runId: `r-${item}` }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(entry, { maxLength: 40 }), { minLength: 1, maxLength: 4 }), async (attempts) => {
      const expected = new Map(attempts.flat().map((one) => [one.item, one]));
      expect(await play(attempts)).toEqual([...expected.values()].sort((left, right) => left.item - right.item));
    }),
    { numRuns: 60 },
  );
});

test('holds no more than lines may be apart, and is in order over more than it holds', async () => {
  const count = 30_000;
  const entries = Array.from({ length: count }, (_none, index): JournalEntry => {
    const item = (index ^ 1023) + 1;
    return { item, line: item, status: 'COMPLETED', runId: 'r' };
  }).filter(({ item }) => item <= 29_000);
  const read = await play([entries]);
  expect(read.map(({ item }) => item)).toEqual(Array.from({ length: read.length }, (_none, index) => index + 1));
});

test('a lookup finds what there is, asked in order, with gaps on either side', async () => {
  async function* source(): AsyncGenerator<JournalEntry, void, undefined> {
    for (const item of [2, 3, 7]) yield { item, line: item, status: 'COMPLETED' };
  }
  const lookup = createLookup(source());
  const found = [];
  for (const item of [1, 2, 5, 7, 9]) found.push((await lookup.find(item))?.item);
  await lookup.close();
  expect(found).toEqual([undefined, 2, undefined, 7, undefined]);
});
