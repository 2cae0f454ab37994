import { beforeEach, expect, test } from 'vitest';
import { createMemoryDurableJournal, createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { createEndingJournal } from '#shared/application/runtime/ending-journal.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';

const index = createMemoryExecutionIndex();
let journal: DurableJournal;
let executionId = '';
let count = 0;
beforeEach(async () => {
  count += 1;
  executionId = `run-${count}`;
  journal = createEndingJournal({ journal: createMemoryDurableJournal(), index });
  await index.create({ entry: { id: executionId, definition: { namespace: 'a', name: 'b', version: '1.0.0' }, revision: 'r', principal: 'alice', createdAt: 1 } });
});

const fact = (kind: HistoryEvent['kind'], details: HistoryEvent['details'] = {}): HistoryEvent => ({ sequence: 1, at: 9, kind, frame: [], details });

test.each<[HistoryEvent, object]>([
  [fact('execution-succeeded', { output: { a: 1 } }), { status: 'succeeded', output: { a: 1 } }],
  [fact('execution-failed', { error: 'E', cause: 'c' }), { status: 'failed', failure: { error: 'E', cause: 'c' } }],
  [fact('execution-timed-out', { error: 'States.Timeout' }), { status: 'timed-out', failure: { error: 'States.Timeout' } }],
  [fact('execution-stopped', { reason: 'r' }), { status: 'stopped' }],
])('the end that it takes is in the index: %j', async (end, told) => {
  await journal.append({ executionId, scope: '', facts: [fact('execution-started'), { ...end, sequence: 2 }] });
  const found = await index.load({ executionId });
  expect(found?.record).toMatchObject({ ...told, endedAt: 9 });
  expect((await journal.read({ executionId, after: 0, max: 10 })).map(({ kind }) => kind)).toEqual(['execution-started', end.kind]);
});

test('what is no end leaves the index as it is', async () => {
  await journal.append({ executionId, scope: '', facts: [fact('execution-started'), { ...fact('task-failed', { error: 'E' }), sequence: 2 }] });
  expect((await index.load({ executionId }))?.record.status).toBe('running');
  expect((await journal.last({ executionId }))?.kind).toBe('task-failed');
});
