import { beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, openMemory } from '#shared/adapters/memory/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import { createDurablePrograms } from '#shared/application/runtime/durable-programs.ts';
import { createDurableWork, type DurableWorkUse } from '#shared/application/runtime/durable-work.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

const NOW = 1_000_000;
const local: StoredDefinition = storedDefinition({ name: 'local', machine: TASK_MACHINE, tasks: { score: 'private-cloud' } });
const foreign: StoredDefinition = storedDefinition({ name: 'foreign', machine: TASK_MACHINE, tasks: { score: 'on-prem' } });

let definitionStore: DefinitionStore;
let dispatched: RoutedTask[];
let items: WorkItem[];
let given: CancelItem[];
let execute: TaskExecutor['execute'];
let work: DurableWorkUse;
beforeEach(async () => {
  ({ definitionStore } = openMemory());
  await definitionStore.put({ stored: local });
  await definitionStore.put({ stored: foreign });
  dispatched = [];
  items = [];
  given = [];
  execute = async () => ({ ok: true, output: 7 });
  const executor: TaskExecutor = { execute: (item, signal) => (items.push(item), execute(item, signal)), cancel: async (item) => void given.push(item) };
  work = createDurableWork({ clock: createManualClock(NOW), programs: createDefinitionCache({ definitionStore }), executor, door: { dispatch: async (tasks) => void dispatched.push(...tasks) }, limitMs: 50 });
});

const attempt = ({ revision }: StoredDefinition, more: object = {}) => ({ revision, seed: 's', principal: 'alice', executionId: 'run-1', attemptId: 'run-1:4:1', state: 'score', resource: 'uwf:http', arguments: { a: 1 }, retryCount: 2, scope: '4', visit: 3, ...more });

const ITEM = { kind: 'run', executionId: 'run-1', attemptId: 'run-1:4:1', state: 'score', resource: 'uwf:http', arguments: { a: 1 }, retryCount: 2, scope: '4', visit: 3, principal: 'alice' };

describe('work of the target’s own zone', () => {
  test('is done by its executor, on the item that it is', async () => {
    expect(await work.carryOut(attempt(local))).toEqual({ kind: 'succeeded', output: 7 });
    expect(items).toEqual([{ ...ITEM, revision: local.revision, definition: local.identity }]);
  });

  test.each([
    [{ ok: false, error: 'E', cause: 'c' } as const, { kind: 'failed', error: 'E', cause: 'c' }],
    ['pending' as const, { kind: 'pending' }],
  ])('may end otherwise: %j', async (outcome, told) => {
    execute = async () => outcome;
    expect(await work.carryOut(attempt(local))).toEqual(told);
  });

  test('takes no longer than it may, and is not begun after its deadline', async () => {
    execute = () => new Promise(() => undefined);
    expect(await work.carryOut(attempt(local, { deadline: NOW + 1_000 }))).toMatchObject({ kind: 'failed', error: 'States.Timeout' });
    expect(await work.carryOut(attempt(local, { deadline: NOW }))).toEqual({ kind: 'postponed' });
    expect(items).toHaveLength(1);
  });

  test('that can be done later is thrown, so that it comes again', async () => {
    execute = () => Promise.reject(new UwfError('UWF-5001'));
    await expect(work.carryOut(attempt(local))).rejects.toMatchObject({ code: 'UWF-5001' });
  });
});

describe('work of the bank', () => {
  test('goes through the door, at most as urgent as its run', async () => {
    await work.dispatch(attempt(foreign, { deadline: 5, priority: 'low' }));
    expect(dispatched).toEqual([{ item: { ...ITEM, revision: foreign.revision, definition: foreign.identity, deadline: 5 }, priority: 'low', effect: 'idempotent' }]);
  });

  test('that nobody waits for is cancelled where it is done, under the scope that it was given in', async () => {
    const attempts = [{ attemptId: 'run-1:4:1', state: 'score' }, { attemptId: 'run-1:2' }];
    await work.cancel({ revision: foreign.revision, executionId: 'run-1', attempts });
    expect(dispatched).toEqual([
      { item: { kind: 'cancel', attemptId: 'run-1:4:1', executionId: 'run-1', scope: '4' }, priority: 'normal', why: 'stopped' },
      { item: { kind: 'cancel', attemptId: 'run-1:2', executionId: 'run-1' }, priority: 'normal', why: 'stopped' },
    ]);
    expect(given).toEqual([]);
    await work.cancel({ revision: local.revision, executionId: 'run-1', attempts: attempts.slice(0, 1) });
    expect(dispatched).toHaveLength(2);
    expect(given).toEqual([{ kind: 'cancel', attemptId: 'run-1:4:1', executionId: 'run-1', scope: '4' }]);
  });
});

describe('programs of orchestrations', () => {
  test('are held once they are loaded, with where their work is done', async () => {
    const programs = createDurablePrograms({ definitionStore });
    expect(programs.held(local.revision)).toBeUndefined();
    await programs.load(local.revision);
    await programs.load(foreign.revision);
    expect([programs.held(local.revision)?.isLocal('score'), programs.held(foreign.revision)?.isLocal('score')]).toEqual([true, false]);
    expect(programs.held(local.revision)?.program.options.scopesRunApart).toBe(true);
  });

  test('are forgotten when others were used since', async () => {
    const programs = createDurablePrograms({ definitionStore, max: 1 });
    await programs.load(local.revision);
    await programs.load(foreign.revision);
    expect([programs.held(local.revision), programs.held(foreign.revision)]).toEqual([undefined, expect.anything()]);
  });

  test('that are not registered cannot be loaded', async () => {
    await expect(createDurablePrograms({ definitionStore }).load('0'.repeat(64))).rejects.toMatchObject({ code: 'UWF-4042' });
  });
});
