import { describe, expect, test } from 'vitest';
import { createMemoryDurableJournal, createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { createDurableAttempts, createEngineAttempts } from '#shared/application/system-attempts.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { openEngine, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf, STARTED_AT } from '#tests/support/machines.ts';
import type { AslState } from '#shared/core/asl/model.ts';

describe('attempts of our own engine', () => {
  test('are those that a snapshot waits for', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machineOf({ a: { Type: 'Task', Resource: 'work', End: true } as AslState }));
    const attempts = createEngineAttempts(harness.ports);
    expect(await attempts.find({ executionId, attemptId: `${executionId}:1` })).toEqual({ enteredAt: STARTED_AT, depth: 0 });
    expect(await attempts.find({ executionId, attemptId: `${executionId}:2` })).toBeUndefined();
    expect(await attempts.find({ executionId: 'nobody', attemptId: 'nobody:1' })).toBeUndefined();
  });
});

describe('attempts of orchestrations', () => {
  const fact = (sequence: number, kind: HistoryEvent['kind'], more: Partial<HistoryEvent> = {}): HistoryEvent => ({ sequence, at: sequence * 10, kind, state: 'a', frame: [], details: {}, ...more });

  async function opened(depth?: number) {
    const [journal, index] = [createMemoryDurableJournal(), createMemoryExecutionIndex()];
    await index.create({ entry: { id: 'run-1', definition: { namespace: 'n', name: 'w', version: '1.0.0' }, revision: 'r', principal: 'alice', createdAt: 1 }, ...(depth === undefined ? {} : { depth }) });
    return { journal, find: (attemptId: string) => createDurableAttempts({ journal, index }).find({ executionId: 'run-1', attemptId }) };
  }

  test('are those that the journal leaves open, since their state was entered, as deep as the index says', async () => {
    const { journal, find } = await opened(3);
    await journal.append({ executionId: 'run-1', scope: '', facts: [fact(1, 'state-entered'), fact(2, 'task-scheduled', { details: { attemptId: 'run-1:1' } })] });
    expect(await find('run-1:1')).toEqual({ enteredAt: 10, depth: 3 });
    expect(await find('run-1:2')).toBeUndefined();
    await journal.append({ executionId: 'run-1', scope: '', facts: [fact(3, 'task-timed-out', { details: { attemptId: 'run-1:1' } })] });
    expect(await find('run-1:1')).toBeUndefined();
  });

  test('are found in a journal of many pages', async () => {
    const { journal, find } = await opened();
    const many = Array.from({ length: 2_500 }, (_, at) => fact(at + 1, at === 0 ? 'state-entered' : 'wait-started'));
    await journal.append({ executionId: 'run-1', scope: '', facts: [...many, fact(2_501, 'task-scheduled', { details: { attemptId: 'run-1:9' } })] });
    expect(await find('run-1:9')).toEqual({ enteredAt: 10, depth: 0 });
  });
});
