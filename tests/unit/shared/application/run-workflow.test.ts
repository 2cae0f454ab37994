import { describe, expect, test } from 'vitest';
import { stopExecution } from '#shared/application/advance-execution.ts';
import { relayOutbox } from '#shared/application/relay-outbox.ts';
import { RUN_WORKFLOW_DEPTH_MAX } from '#shared/application/run-workflow.ts';
import { TELL_LEASE_MS_DEFAULT, tellEnded } from '#shared/application/tell-ended.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openMemory } from '#shared/adapters/memory/index.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import { openSystem, type SystemHarness } from '#tests/support/system-harness.ts';

const document = (name: string, body: string, more: { readonly version?: string; readonly input?: string } = {}): string => `
document: { dsl: 1.0.0, namespace: tests, name: ${name}, version: ${more.version ?? '1.0.0'} }
evaluate: { language: jsonata }
${more.input ?? ''}
do:
${body}`;

const running = (name: string, more = ''): string => document('parent', `
  - child:
      run: { workflow: { namespace: tests, name: ${name}, version: latest, input: { n: '\${ $input.n }' } }${more} }
`);
const DOUBLE = document('double', `
  - double: { set: '\${ {"n": $input.n * 2} }' }
`);
const WAITING = document('waiting', `
  - pause: { wait: PT1H }
`);
const FAILING = document('failing', `
  - no: { raise: { error: { type: 'https://bank.example/no', status: 422, title: Refused } } }
`);

async function started(...texts: readonly string[]): Promise<{ readonly system: SystemHarness; readonly id: string }> {
  const system = openSystem();
  const stored = [];
  for (const text of texts) stored.push(await system.register(text));
  const [first] = stored;
  if (first === undefined) throw new TypeError('a document was expected');
  const id = await system.start(first, { n: 21 });
  await system.settle();
  return { system, id };
}

async function children({ ports }: SystemHarness, name: string): Promise<readonly ExecutionRecord[]> {
  return (await ports.executionStore.list({ max: 100, definition: { name } })).executions;
}

describe('a workflow that runs another', () => {
  test('goes on with its output', async () => {
    const { system, id } = await started(running('double'), DOUBLE);
    expect(await system.recordOf(id)).toMatchObject({ status: 'succeeded', output: { n: 42 } });
    expect(await children(system, 'double')).toMatchObject([{ principal: 'alice' }]);
  });

  test('takes the highest version as the latest, and the one that it names otherwise', async () => {
    const newer = document('double', `
  - double: { set: { newer: true } }
`, { version: '1.10.0' });
    const older = document('double', `
  - double: { set: { older: true } }
`, { version: '1.9.0' });
    const { system, id } = await started(running('double'), newer, older);
    expect((await system.recordOf(id)).output).toEqual({ newer: true });
    const pinned = await started(running('double').replace('version: latest', 'version: 1.9.0'), newer, older);
    expect((await pinned.system.recordOf(pinned.id)).output).toEqual({ older: true });
  });

  test('fails as it does, and can catch that', async () => {
    const { system, id } = await started(running('failing'), FAILING);
    expect((await system.recordOf(id)).failure).toMatchObject({ error: 'https://bank.example/no#422', cause: expect.stringContaining('Refused') });
    const caught = await started(document('parent', `
  - tried:
      try:
        - child: { run: { workflow: { namespace: tests, name: failing, version: latest } } }
      catch: { errors: { with: { status: 422 } }, do: [{ well: { set: { caught: true } } }] }
`), FAILING);
    expect((await caught.system.recordOf(caught.id)).output).toEqual({ caught: true });
  });

  test('does not wait for one that it does not await', async () => {
    const { system, id } = await started(running('waiting', ', await: false'), WAITING);
    expect(await system.recordOf(id)).toMatchObject({ status: 'succeeded', output: { n: 21 } });
    expect(await children(system, 'waiting')).toMatchObject([{ status: 'running' }]);
  });

  test('is told when there is none, and when its input does not fit', async () => {
    const none = await started(running('nobody'));
    expect((await none.system.recordOf(none.id)).failure).toMatchObject({ error: expect.stringContaining('errors/configuration#400') });
    const strict = document('double', `
  - double: { set: { done: true } }
`, { input: 'input: { schema: { document: { type: object, properties: { n: { type: string } }, additionalProperties: false } } }' });
    const { system, id } = await started(running('double'), strict);
    const { failure } = await system.recordOf(id);
    expect(failure).toMatchObject({ error: expect.stringContaining('errors/validation#400'), cause: expect.stringContaining('/n must be string') });
    expect(failure?.cause).not.toContain('21');
    expect(await children(system, 'double')).toEqual([]);
  });

  test('may not hand Tier 1 data to a workflow that wants it sealed', async () => {
    const strict = document('double', `
  - ask: { call: 'rate-client:1.0.0', with: { kind: fast } }
`, { input: 'input: { schema: { document: { type: object, properties: { n: { type: number, x-tier: 1 } }, additionalProperties: false } } }' });
    const { system, id } = await started(running('double'), strict);
    expect((await system.recordOf(id)).failure?.cause).toContain('must be sealed');
  });

  test('stops it when it is stopped itself, with all beneath it', async () => {
    const { system, id } = await started(running('middle'), document('middle', `
  - child: { run: { workflow: { namespace: tests, name: waiting, version: latest } } }
`), WAITING);
    expect(await children(system, 'waiting')).toMatchObject([{ status: 'running' }]);
    await stopExecution(system.ports, { executionId: id });
    await system.settle();
    expect(await children(system, 'middle')).toMatchObject([{ status: 'stopped' }]);
    expect(await children(system, 'waiting')).toMatchObject([{ status: 'stopped' }]);
  });

  test('stops it when its task times out', async () => {
    const { system, id } = await started(document('parent', `
  - child: { run: { workflow: { namespace: tests, name: waiting, version: latest } }, timeout: { after: PT5S } }
`), WAITING);
    system.clock.advance(5_000);
    await system.settle();
    expect((await system.recordOf(id)).status).toBe('failed');
    expect(await children(system, 'waiting')).toMatchObject([{ status: 'stopped' }]);
  });

  test('is told that it was stopped by someone else', async () => {
    const { system, id } = await started(running('waiting'), WAITING);
    const [child] = await children(system, 'waiting');
    await stopExecution(system.ports, { executionId: child?.id ?? '' });
    await system.settle();
    expect((await system.recordOf(id)).failure?.error).toContain('errors/runtime#500');
  });

  test('cannot run itself for ever', async () => {
    const { system, id } = await started(document('parent', `
  - again: { run: { workflow: { namespace: tests, name: parent, version: latest } } }
`));
    expect((await system.recordOf(id)).failure).toMatchObject({ error: expect.stringContaining('errors/runtime#500'), cause: expect.stringContaining(`at most ${RUN_WORKFLOW_DEPTH_MAX}`) });
    expect(await children(system, 'parent')).toHaveLength(RUN_WORKFLOW_DEPTH_MAX + 1);
  });
});

describe('crashes', () => {
  test('a work item that is delivered twice starts one execution', async () => {
    const system = openSystem();
    const [parent] = [await system.register(running('waiting')), await system.register(WAITING)];
    await system.start(parent, { n: 1 });
    await relayOutbox(system.ports);
    const { topics, taskQueue, clock } = system.ports;
    const acknowledge = taskQueue.acknowledge;
    let lost = 1;
    Object.assign(taskQueue, { acknowledge: (request: Parameters<typeof acknowledge>[0]) => ((lost -= 1) >= 0 ? Promise.reject(new UwfError('UWF-5002')) : acknowledge(request)) });
    await system.settle();
    expect(await taskQueue.depth({ topic: topics.local })).toMatchObject({ held: 1 });
    system.clock.advance(200_000);
    await system.settle();
    expect(clock.now()).toBeGreaterThan(0);
    expect(await taskQueue.depth({ topic: topics.local })).toMatchObject({ waiting: 0, held: 0, dead: 0 });
    expect(await children(system, 'waiting')).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)('the parent is answered though a process died %s it told it', async (when) => {
    const stores = openMemory();
    const system = openSystem({ stores });
    const parent = await system.register(running('waiting'));
    await system.register(WAITING);
    const id = await system.start(parent, { n: 1 });
    await system.settle();
    system.clock.advance(3_600_000);
    let deaths = 0;
    const commit = stores.executionStore.commit;
    const dying: typeof stores.executionStore = {
      ...stores.executionStore,
      commit: async (request) => {
        if (!request.transitions.some(({ executionId }) => executionId === id) || deaths > 0) return commit(request);
        deaths += 1;
        if (when === 'after') await commit(request);
        throw new UwfError('UWF-5001');
      },
    };
    const other = openSystem({ stores: { ...stores, executionStore: dying } });
    other.clock.advance(3_600_000);
    await other.settle();
    expect(deaths).toBe(1);
    await tellEnded(other.ports);
    other.clock.advance(TELL_LEASE_MS_DEFAULT);
    await other.settle();
    expect((await system.recordOf(id)).status).toBe('succeeded');
    other.clock.advance(TELL_LEASE_MS_DEFAULT);
    expect(await tellEnded(other.ports), 'nothing is left to tell').toBe(0);
  });
});
