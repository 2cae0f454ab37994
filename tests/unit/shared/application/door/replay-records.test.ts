import { describe, expect, test } from 'vitest';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { listDeadLetters } from '#shared/application/door/dead-letters.ts';
import { chosenRecords, replayRecords, type RecordChoice } from '#shared/application/door/replay-records.ts';

const TOPIC = 'uwf.test.bank.res';
const LETTERS = 'uwf.test.bank.cloud.dlq';

/** Ten records a second apart, in two partitions. */
async function filled(count = 10) {
  let now = 1_000;
  const log = createMemoryMessageLog({ now: () => now, partitions: 2 });
  for (let index = 0; index < count; index += 1, now += 1_000) await log.append({ topic: TOPIC, records: [{ key: `run-${String(index)}`, value: `v-${String(index)}` }] });
  return { log, at: () => now };
}

type Log = Awaited<ReturnType<typeof filled>>['log'];

async function valuesOf(log: Log, choice: Omit<RecordChoice, 'topic'>): Promise<readonly string[]> {
  const values: string[] = [];
  for await (const { value } of chosenRecords(log, { topic: TOPIC, ...choice })) values.push(value);
  return values;
}

const noPace = (): Promise<void> => Promise.resolve();

describe('chosenRecords()', () => {
  test('takes every record from a time on, of all partitions', async () => {
    const { log } = await filled();
    expect((await valuesOf(log, { from: { at: 7_000 } })).toSorted()).toEqual(['v-6', 'v-7', 'v-8', 'v-9']);
    expect((await valuesOf(log, { from: { at: 7_000 }, until: 9_000 })).toSorted()).toEqual(['v-6', 'v-7']);
    expect(await valuesOf(log, { from: { at: 60_000 } })).toEqual([]);
  });

  test('takes the records of one partition from an offset on, in their order', async () => {
    const { log } = await filled();
    const all = await valuesOf(log, { partition: 1, from: { offset: 0 } });
    expect(all.length).toBeGreaterThan(1);
    expect(await valuesOf(log, { partition: 1, from: { offset: 1 } })).toEqual(all.slice(1));
  });

  test('reads on over pages', async () => {
    const { log } = await filled(1_200);
    expect(new Set(await valuesOf(log, { from: { at: 0 } })).size).toBe(1_200);
  });

  test('refuses offsets that the topic does not keep any more, and partitions that it does not have', async () => {
    const { log } = await filled();
    log.prune({ before: 8_000 });
    await expect(valuesOf(log, { partition: 0, from: { offset: 0 } })).rejects.toMatchObject({ code: 'UWF-4044' });
    await expect(valuesOf(log, { partition: 7, from: { offset: 0 } })).rejects.toMatchObject({ code: 'UWF-4044' });
  });
});

describe('replayRecords()', () => {
  test('puts the same bytes under the same keys at the end, once each, and never meets what it wrote', async () => {
    const { log, at } = await filled();
    const start = at();
    const count = await replayRecords(log, { choice: { topic: TOPIC, from: { at: 0 } }, letters: LETTERS, reason: 'the collector lost its store', by: 'ada', pace: noPace });
    expect(count).toBe(10);
    expect((await valuesOf(log, { from: { at: start } })).toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => `v-${String(index)}`));
    expect((await valuesOf(log, { from: { at: 0 } })).length).toBe(20);
  });

  test('keeps the order of each partition', async () => {
    const { log, at } = await filled(50);
    const before = await valuesOf(log, { partition: 0, from: { offset: 0 } });
    const start = at();
    await replayRecords(log, { choice: { topic: TOPIC, partition: 0, from: { offset: 0 } }, letters: LETTERS, reason: 'x', by: 'ada', pace: noPace });
    expect(await valuesOf(log, { partition: 0, from: { at: start } })).toEqual(before);
  });

  test('writes down who did it and why before the first record, where it is no dead letter', async () => {
    const { log } = await filled();
    let notes = -1;
    const countNotes = async (): Promise<void> => void (notes = (await log.bounds({ topic: LETTERS })).reduce((sum, { begin, end }) => sum + end - begin, 0));
    await replayRecords(log, { choice: { topic: TOPIC, from: { at: 10_000 } }, letters: LETTERS, reason: 'why', by: 'ada', pace: countNotes });
    expect(notes).toBe(1);
    const texts = (await Promise.all([0, 1].map((partition) => log.read({ topic: LETTERS, partition, from: 'beginning', max: 9 })))).flat().map(({ value }) => JSON.parse(value) as unknown);
    expect(texts).toEqual([{ replay: { topic: TOPIC, from: { at: 10_000 }, reason: 'why', by: 'ada' } }]);
    expect(await listDeadLetters({ log }, LETTERS)).toEqual([]);
  });

  test('writes nothing down when there is nothing to replay', async () => {
    const { log } = await filled();
    expect(await replayRecords(log, { choice: { topic: TOPIC, from: { at: 99_000 } }, letters: LETTERS, reason: 'x', by: 'ada', pace: noPace })).toBe(0);
    expect((await log.bounds({ topic: LETTERS })).every(({ begin, end }) => begin === end)).toBe(true);
  });
});
