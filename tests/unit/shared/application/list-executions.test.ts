import { expect, test } from 'vitest';
import { listExecutions, LIST_PAGE_DEFAULT, LIST_PAGE_MAX } from '#shared/application/list-executions.ts';
import { openEngine, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

test('lists executions newest first, in pages that are held within their limits', async () => {
  const harness = openEngine();
  const ids: string[] = [];
  for (let count = 0; count < LIST_PAGE_MAX + 5; count += 1) {
    ids.unshift(await startMachine(harness, machineOf({ end: { Type: 'Succeed' } })));
    harness.clock.advance(1);
  }
  const first = await listExecutions(harness.looking, { max: 10_000 });
  expect(first.executions.map((record) => record.id)).toEqual(ids.slice(0, LIST_PAGE_MAX));
  const second = await listExecutions(harness.looking, { max: 10_000, cursor: first.cursor ?? '' });
  expect(second.executions.map((record) => record.id)).toEqual(ids.slice(LIST_PAGE_MAX));
  expect(second.cursor).toBeUndefined();
  expect((await listExecutions(harness.looking, {})).executions).toHaveLength(LIST_PAGE_DEFAULT);
  expect((await listExecutions(harness.looking, { max: -3 })).executions).toHaveLength(1);
});

test('lists by principal, by status and by definition', async () => {
  const harness = openEngine();
  const id = await startMachine(harness, machineOf({ end: { Type: 'Succeed' } }));
  const principal = (await harness.ports.executionStore.load({ executionId: id }))?.record.principal ?? '';
  expect((await listExecutions(harness.looking, { principal, status: 'succeeded' })).executions).toHaveLength(1);
  expect((await listExecutions(harness.looking, { principal: `${principal}-other` })).executions).toEqual([]);
  expect((await listExecutions(harness.looking, { status: 'succeeded', definition: { name: 'machine' } })).executions).toHaveLength(1);
  expect((await listExecutions(harness.looking, { status: 'failed' })).executions).toEqual([]);
  expect((await listExecutions(harness.looking, { definition: { name: 'other' } })).executions).toEqual([]);
});
