import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryExecutionIndex, type MemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import { createProgramCache, type ProgramCache } from '#shared/application/program-cache.ts';
import { dispatchHosted, workHosted } from '#shared/application/runtime/work-hosted.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { TaskMessage } from '#shared/core/step-functions/task-message.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

const STORED = storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } });
const MESSAGE: TaskMessage = { token: 'token-1', executionId: 'run-1', revision: STORED.revision, state: 'score', resource: 'uwf:function:score:1.0.0', arguments: { n: 1 }, retryCount: 0, attemptId: 'attempt-1', visit: 7, scope: '0' };
const ITEM = { kind: 'run', attemptId: 'attempt-1', executionId: 'run-1', definition: STORED.identity, revision: STORED.revision, state: 'score', arguments: { n: 1 }, principal: 'alice', retryCount: 0, visit: 7, scope: '0' };

let index: MemoryExecutionIndex;
let programs: ProgramCache;
let told: unknown[];
let completion: TaskCompletion;
beforeEach(async () => {
  index = createMemoryExecutionIndex();
  programs = createProgramCache({ definitionStore: createMemoryDefinitionStore() });
  programs.keep(STORED);
  await index.create({ entry: { id: 'run-1', definition: STORED.identity, revision: STORED.revision, principal: 'alice', createdAt: 1 } });
  told = [];
  const tell = async (request: unknown): Promise<'told'> => {
    told.push(request);
    return 'told';
  };
  completion = { complete: tell, fail: tell, heartbeat: tell };
});

const work = (execute: TaskExecutor['execute'], message = MESSAGE) => workHosted({ index, programs, completion, executor: { execute } }, message, 1_000);

describe('workHosted()', () => {
  test('carries the task out as ours and answers its token', async () => {
    const seen: unknown[] = [];
    expect(await work(async (item) => ({ ok: true, output: seen.push(item) }))).toBe('told');
    expect(seen).toMatchObject([ITEM]);
    expect(told).toEqual([{ executionId: 'run-1', attemptId: 'attempt-1', token: 'token-1', output: 1 }]);
  });

  test('answers a failure by its name and cause', async () => {
    await work(async () => ({ ok: false, error: 'E', cause: 'C' }));
    expect(told).toEqual([{ executionId: 'run-1', attemptId: 'attempt-1', token: 'token-1', error: 'E', cause: 'C' }]);
  });

  test('leaves to others what others will answer', async () => {
    expect(await work(async () => 'pending')).toBe('pending');
    expect(told).toEqual([]);
  });

  test('lets the message come again for what passes: an index that does not have the execution yet, a store that is away', async () => {
    await expect(work(async () => ({ ok: true, output: 1 }), { ...MESSAGE, executionId: 'run-2' })).rejects.toMatchObject({ code: 'UWF-5001' });
    await expect(work(() => Promise.reject(new UwfError('UWF-5002')))).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(told).toEqual([]);
  });

  test('gives up what takes too long', async () => {
    await workHosted({ index, programs, completion, executor: { execute: () => new Promise(() => undefined) } }, MESSAGE, 10);
    expect(told).toMatchObject([{ error: 'States.Timeout' }]);
  });
});

test('dispatchHosted() gives tasks of the bank to the door with their tokens', async () => {
  const given: RoutedTask[] = [];
  const door = { dispatch: async (tasks: readonly RoutedTask[]) => void given.push(...tasks) };
  await dispatchHosted({ index, programs, door }, [MESSAGE, { ...MESSAGE, token: 'token-2', attemptId: 'attempt-2' }]);
  expect(given).toMatchObject([{ token: 'token-1', effect: 'idempotent', priority: 'normal', item: ITEM }, { token: 'token-2', item: { attemptId: 'attempt-2' } }]);
});

test('dispatchHosted() lets no task be more urgent than its run', async () => {
  const given: RoutedTask[] = [];
  const door = { dispatch: async (tasks: readonly RoutedTask[]) => void given.push(...tasks) };
  await index.create({ entry: { id: 'run-low', definition: STORED.identity, revision: STORED.revision, principal: 'alice', createdAt: 1, priority: 'low' } });
  await dispatchHosted({ index, programs, door }, [{ ...MESSAGE, executionId: 'run-low' }]);
  expect(given).toMatchObject([{ priority: 'low' }]);
});
