import { expect, test } from 'vitest';
import { allHistory, readHistory } from '#shared/application/read-history.ts';
import { openEngine, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const machine = machineOf(Object.fromEntries([...Array.from({ length: 600 }, (_, index) => [`s${index}`, { Type: 'Pass', Next: `s${index + 1}` }] as const), ['s600', { Type: 'Succeed' }] as const]));

test('a history is read page by page, in order and whole', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  const sequences: number[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await readHistory(harness.looking, { executionId, after, max: 500 });
    sequences.push(...page.events.map((event) => event.sequence));
    after = page.next;
  }
  expect(sequences).toEqual(Array.from({ length: 1_204 }, (_, index) => index + 1));
  expect(await allHistory(harness.looking, executionId)).toHaveLength(1_204);
});

test('a page has a hundred events unless another size is asked for, and a thousand at most', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  expect((await readHistory(harness.looking, { executionId })).events).toHaveLength(100);
  expect((await readHistory(harness.looking, { executionId, max: 5_000 })).events).toHaveLength(1_000);
  expect((await readHistory(harness.looking, { executionId, max: 0 })).events).toHaveLength(1);
});

test('does not show what there is not, nor what is of others', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  await expect(readHistory(harness.looking, { executionId: 'none' })).rejects.toMatchObject({ code: 'UWF-4041' });
  await expect(readHistory(harness.looking, { executionId, principal: 'bob' })).rejects.toMatchObject({ code: 'UWF-4041' });
  expect((await readHistory(harness.looking, { executionId, principal: 'alice', max: 1 })).next).toBe(1);
});
