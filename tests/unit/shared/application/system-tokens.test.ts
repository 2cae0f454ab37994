import { expect, test } from 'vitest';
import { openMemory } from '#shared/adapters/memory/index.ts';
import { fireTimers } from '#shared/application/fire-timers.ts';
import { createSystemRounds } from '#shared/application/system-rounds.ts';
import type { SystemPorts } from '#shared/application/system-ports.ts';
import { createSystemTaskExecutor } from '#shared/application/system-tasks.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { AttemptReference } from '#shared/ports/task-completion.ts';
import { openSystem } from '#tests/support/system-harness.ts';

const CHILD = `
document: { dsl: 1.0.0, namespace: tests, name: child, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - pause: { wait: PT1M }
`;

/** The system's tasks for an engine that knows attempts by tokens. */
async function opened() {
  const system = openSystem();
  const told: AttemptReference[] = [];
  const tell = async (request: AttemptReference) => (told.push({ executionId: request.executionId, attemptId: request.attemptId, ...(request.token === undefined ? {} : { token: request.token }) }), 'told' as const);
  const ports: SystemPorts = { ...system.ports, completion: { complete: tell, fail: tell }, attempts: { find: async () => ({ enteredAt: 0, depth: 0 }) } };
  const executor = createSystemTaskExecutor(ports, { execute: async () => ({ ok: true, output: null }) });
  const stored = await system.register(CHILD);
  const item = (resource: string, attemptId: string, more: Partial<WorkItem>): WorkItem => ({
    kind: 'run', executionId: 'hosted-1', attemptId, definition: stored.identity, revision: stored.revision, state: 'a', resource, arguments: {}, principal: 'alice', retryCount: 0, token: `token-of-${attemptId}`, ...more,
  });
  return { system, told, executor, item, rounds: createSystemRounds(ports), run: (given: WorkItem) => executor.execute(given, new AbortController().signal) };
}

const LISTENER = { strategy: { any: [{ with: { type: 'paid' } }], until: { one: { with: { type: 'end' } } } }, read: 'data', variables: {} };

test('who listens is answered with its token', async () => {
  const { system, told, item, rounds, run } = await opened();
  expect(await run(item('uwf:listen', 'l1', { arguments: { ...LISTENER, strategy: { one: { with: { type: 'paid' } } } } }))).toBe('pending');
  await system.publish({ type: 'paid' });
  await rounds.move();
  expect(told).toEqual([{ executionId: 'hosted-1', attemptId: 'l1', token: 'token-of-l1' }]);
});

test('who asks for the next event of a loop is answered with the token of that attempt', async () => {
  const { system, told, item, rounds, run } = await opened();
  expect(await run(item('uwf:subscribe', 's', { arguments: LISTENER }))).toEqual({ ok: true, output: { subscription: 's' } });
  for (const attemptId of ['n1', 'n2']) {
    expect(await run(item('uwf:next-event', attemptId, { arguments: { subscription: 's' } }))).toBe('pending');
    await system.publish({ type: 'paid' });
    await rounds.move();
  }
  expect(told.map(({ token }) => token)).toEqual(['token-of-n1', 'token-of-n2']);
});

test('a repeated question of the same attempt with another token is answered with the newer one', async () => {
  const { system, told, item, rounds, run } = await opened();
  await run(item('uwf:subscribe', 's', { arguments: LISTENER }));
  await run(item('uwf:next-event', 'n1', { arguments: { subscription: 's' } }));
  await run(item('uwf:next-event', 'n1', { arguments: { subscription: 's' }, token: 'newer' }));
  await system.publish({ type: 'paid' });
  await rounds.move();
  expect(told.map(({ token }) => token)).toEqual(['newer']);
});

test('who waits for a workflow is answered with its token', async () => {
  const { system, told, item, rounds, run } = await opened();
  expect(await run(item('uwf:run-workflow', 'r1', { arguments: { namespace: 'tests', name: 'child', version: 'latest', input: {}, await: true } }))).toBe('pending');
  await system.settle();
  system.clock.advance(60_000);
  // The child is one of our engine; who waits for it is told by the ports with tokens.
  await fireTimers(system.ports);
  await rounds.move();
  expect(told).toEqual([{ executionId: 'hosted-1', attemptId: 'r1', token: 'token-of-r1' }]);
});

test('a workflow that somebody waited for is stopped with the end of who waited, whoever forgot to say so', async () => {
  const stores = openMemory();
  const system = openSystem({ stores });
  const parent = await system.register(CHILD.replace('name: child', 'name: parent'));
  await system.register(CHILD);
  const parentId = await system.start(parent);
  const ports: SystemPorts = { ...system.ports, attempts: { find: async () => ({ enteredAt: 0, depth: 0 }) } };
  const executor = createSystemTaskExecutor(ports, { execute: async () => ({ ok: true, output: null }) });
  await executor.execute({ kind: 'run', executionId: parentId, attemptId: 'r1', definition: parent.identity, revision: parent.revision, state: 'a', resource: 'uwf:run-workflow', principal: 'alice', retryCount: 0, arguments: { namespace: 'tests', name: 'child', version: 'latest', input: {}, await: true } }, new AbortController().signal);
  await system.settle();
  const children = async () => (await system.ports.executionStore.list({ max: 10, definition: { name: 'child' } })).executions.map(({ status }) => status);
  expect(await children()).toEqual(['running']);
  await system.ports.runtime.stop({ executionId: parentId });
  await system.settle();
  expect(await children()).toEqual(['stopped']);
});
