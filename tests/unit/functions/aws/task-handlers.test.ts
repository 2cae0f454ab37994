import { describe, expect, test } from 'vitest';
import { createDispatchHandler, createStepHandler, type TaskHandlerPorts } from '#functions/aws/task-handlers.ts';
import type { QueueEvent } from '#functions/aws/queue-event.ts';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

const STORED = storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } });

/** A batch of tasks of these executions, and what cannot be read. */
function batch(...executions: readonly string[]): QueueEvent {
  const body = (execution: string): string =>
    execution === 'broken' ? 'no message: 4111111111111111' : JSON.stringify({ v: 1, token: `token-${execution}`, execution, revision: STORED.revision, state: 'score', resource: 'uwf:http', retry: 0, entered: '2026', path: '', maps: 0, arguments: {} });
  return { Records: executions.map((execution) => ({ messageId: `m-${execution}`, body: body(execution) })) };
}

async function open(): Promise<{ readonly ports: TaskHandlerPorts; readonly log: string[] }> {
  const log: string[] = [];
  const write = (event: string, fields?: object): void => void log.push(`${event} ${JSON.stringify(fields)}`);
  const index = createMemoryExecutionIndex();
  const programs = createProgramCache({ definitionStore: createMemoryDefinitionStore() });
  programs.keep(STORED);
  for (const id of ['a', 'b', 'away']) await index.create({ entry: { id, definition: STORED.identity, revision: STORED.revision, principal: 'alice', createdAt: 1 } });
  return { ports: { index, programs, logger: { info: write, warn: write, error: write } }, log };
}

describe('the function of the cloud’s own tasks', () => {
  test('answers each task; what passes comes again alone, and nothing of a message is told', async () => {
    const { ports, log } = await open();
    const told: unknown[] = [];
    const tell = async (request: unknown): Promise<'told'> => {
      told.push(request);
      return 'told';
    };
    const execute = ({ executionId }: { readonly executionId: string }): Promise<{ readonly ok: true; readonly output: string }> => (executionId === 'away' ? Promise.reject(new UwfError('UWF-5002')) : Promise.resolve({ ok: true, output: executionId }));
    const handle = createStepHandler({ ...ports, completion: { complete: tell, fail: tell, heartbeat: tell }, executor: { execute } }, 1_000);
    expect(await handle(batch('a', 'away', 'broken', 'b'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-away' }, { itemIdentifier: 'm-broken' }] });
    expect(told).toMatchObject([{ executionId: 'a', token: 'token-a', output: 'a' }, { executionId: 'b', output: 'b' }]);
    expect(log).toEqual([`task-not-readable ${JSON.stringify({ messageId: 'm-broken' })}`, `task-postponed ${JSON.stringify({ messageId: 'm-away', executionId: 'away', code: 'UWF-5002' })}`]);
  });
});

describe('the function of the bank’s tasks', () => {
  test('gives them to the door, and lets what is on its way out leave', async () => {
    const { ports, log } = await open();
    const given: RoutedTask[] = [];
    let relays = 0;
    const door = { dispatch: async (tasks: readonly RoutedTask[]) => void given.push(...tasks) };
    const handle = createDispatchHandler({ ...ports, door, relay: () => Promise.resolve((relays += 1)) });
    expect(await handle(batch('a', 'unknown', 'b'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-unknown' }] });
    expect(given.map(({ token }) => token)).toEqual(['token-a', 'token-b']);
    expect([relays, log]).toEqual([1, []]);
  });

  test('has dispatched them all the same when nothing can leave now', async () => {
    const { ports, log } = await open();
    const handle = createDispatchHandler({ ...ports, door: { dispatch: () => Promise.resolve() }, relay: () => Promise.reject(new UwfError('UWF-5002')) });
    expect(await handle(batch('a'))).toEqual({ batchItemFailures: [] });
    expect(log).toEqual(['relay-postponed {"code":"UWF-5002"}']);
  });
});
