import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { createMemoryExecutionIndex, type MemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { noteEnd } from '#shared/application/runtime/note-end.ts';
import { sweepExecutions } from '#shared/application/runtime/sweep-executions.ts';
import type { ExecutionEngine, HostedExecution, UnansweredTask } from '#shared/ports/execution-engine.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

const STORED = storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } });
const INSIDE = storedDefinition({ name: 'inside', machine: TASK_MACHINE, tasks: { score: 'private-cloud' } });

let index: MemoryExecutionIndex;
let statuses: Map<string, HostedExecution['status']>;
let unanswered: readonly UnansweredTask[];
let given: RoutedTask[];
let historyReads: number;
beforeEach(() => {
  index = createMemoryExecutionIndex();
  [statuses, unanswered, given, historyReads] = [new Map(), [], [], 0];
});

async function open() {
  const definitionStore = createMemoryDefinitionStore();
  await definitionStore.put({ stored: STORED });
  await definitionStore.put({ stored: INSIDE });
  const engine: ExecutionEngine = {
    publish: async () => undefined,
    start: async ({ executionId }) => ({ place: `place-${executionId}` }),
    describe: async ({ executionId }) => ({ status: statuses.get(executionId) ?? 'running', startedAt: 1, input: {} }),
    history: async () => [],
    stop: async () => 'stopped',
  };
  const runtime = createHostedRuntime({ clock: systemClock, ids: randomIdSource, index, engine });
  const of = async (): Promise<readonly UnansweredTask[]> => {
    historyReads += 1;
    return unanswered;
  };
  return { runtime, index, programs: createDefinitionCache({ definitionStore }), unanswered: { of }, door: { dispatch: async (tasks: readonly RoutedTask[]) => void given.push(...tasks) } };
}

describe('noteEnd()', () => {
  test.each([['stopped', 'stopped'], ['failed', 'stopped'], ['timed-out', 'timed-out']] as const)('of one that %s: its end is kept, and what the bank still does is cancelled', async (status, why) => {
    const ports = await open();
    await ports.runtime.start({ stored: STORED, input: {}, principal: 'alice', executionId: 'run-1' });
    statuses.set('run-1', status);
    unanswered = [{ attemptId: 'attempt-1', state: 'score', scope: '0' }, { attemptId: 'attempt-2', state: 'own' }];
    await noteEnd(ports, { executionId: 'run-1' });
    expect((await index.load({ executionId: 'run-1' }))?.record.status).toBe(status);
    expect(given).toEqual([{ priority: 'normal', why, item: { kind: 'cancel', attemptId: 'attempt-1', executionId: 'run-1', scope: '0' } }]);
  });

  test('changes nothing for one that runs, and for what is none of ours', async () => {
    const ports = await open();
    await ports.runtime.start({ stored: STORED, input: {}, principal: 'alice', executionId: 'run-1' });
    await noteEnd(ports, { executionId: 'run-1' });
    await noteEnd(ports, { executionId: 'somebody-else' });
    expect([given, historyReads]).toEqual([[], 0]);
  });

  test('reads no history where the bank has no part', async () => {
    const ports = await open();
    await ports.runtime.start({ stored: INSIDE, input: {}, principal: 'alice', executionId: 'run-1' });
    statuses.set('run-1', 'failed');
    await noteEnd(ports, { executionId: 'run-1' });
    expect([given, historyReads]).toEqual([[], 0]);
  });
});

describe('sweepExecutions()', () => {
  test('finds every end that nobody told, over all pages', async () => {
    const ports = await open();
    for (let number = 0; number < 120; number += 1) {
      await ports.runtime.start({ stored: INSIDE, input: {}, principal: 'alice', executionId: `run-${number}` });
      if (number % 2 === 0) statuses.set(`run-${number}`, 'failed');
    }
    expect(await sweepExecutions(ports, () => true)).toBe(120);
    expect((await index.list({ status: 'failed', max: 200 })).executions).toHaveLength(60);
  });

  test('stops when its time is over', async () => {
    const ports = await open();
    for (const id of ['a', 'b', 'c']) await ports.runtime.start({ stored: INSIDE, input: {}, principal: 'alice', executionId: id });
    let left = 2;
    expect(await sweepExecutions(ports, () => (left -= 1) >= 0)).toBe(2);
  });
});
