import { beforeEach, describe, expect, test } from 'vitest';
import { createDurableCompletion, createDurableEngine, createDurableInstances, type DurableEnginePorts, type ServiceClient, type ServiceStatus } from '#shared/adapters/durable-functions/index.ts';
import { createCountingIdSource, createManualClock, createMemoryDurableJournal } from '#shared/adapters/memory/index.ts';
import type { AslMachine, AslScope, AslState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { ExecutionEngine } from '#shared/ports/execution-engine.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';

/** What the service knows of an instance. */
interface Known {
  readonly input: unknown;
  runtimeStatus: string;
  output: unknown;
  customStatus: unknown;
}

const NOW = 1_795_401_234_567;

/** The client of the library as it answers: what is not there, or cannot be done, is an error with a text. */
function service() {
  const instances = new Map<string, Known>();
  const events: { readonly instanceId: string; readonly event: string; readonly body: unknown }[] = [];
  const state = { isAway: false, takesLong: 0, quick: undefined as string | undefined };
  const here = (): void => {
    if (state.isAway) throw new Error('DurableClient error: Durable Functions extension replied with HTTP 503 response');
  };
  const of = (instanceId: string): Known => {
    here();
    const found = instances.get(instanceId);
    if (found === undefined) throw new Error(`DurableClient error: Durable Functions extension replied with HTTP 404 response. ${instanceId}`);
    return found;
  };
  const client = {
    startNew: async (_name: string, { instanceId = '', input }: { instanceId?: string; input?: unknown } = {}) => {
      here();
      // Somebody else is quicker, and the service says so.
      if (state.quick === instanceId) instances.set(instanceId, { input: 'another', runtimeStatus: 'Running', output: null, customStatus: null });
      if (instances.get(instanceId)?.runtimeStatus === 'Running') throw new Error('HTTP 409');
      instances.set(instanceId, { input, runtimeStatus: 'Running', output: null, customStatus: null });
      return instanceId;
    },
    getStatus: async (instanceId: string) => {
      const found = of(instanceId);
      if (found.runtimeStatus === 'Terminating' && (state.takesLong -= 1) < 0) found.runtimeStatus = 'Terminated';
      return { ...found, name: '', instanceId, createdTime: new Date(NOW), lastUpdatedTime: new Date(NOW + 5) } as unknown as ServiceStatus;
    },
    raiseEvent: async (instanceId: string, event: string, body: unknown) => {
      of(instanceId);
      events.push({ instanceId, event, body });
    },
    terminate: async (instanceId: string) => void (of(instanceId).runtimeStatus = 'Terminating'),
  } satisfies ServiceClient;
  return { client, instances, events, state };
}

let cloud: ReturnType<typeof service>;
let payloads: Map<string, JsonValue>;
let cancelled: unknown[];
let ports: DurableEnginePorts;
let engine: ExecutionEngine;
let completion: TaskCompletion;
beforeEach(() => {
  cloud = service();
  payloads = new Map();
  cancelled = [];
  const source = () => cloud.client;
  const store = { put: async ({ reference, value }: { reference: string; value: JsonValue }) => void payloads.set(reference, value), get: async ({ reference }: { reference: string }) => payloads.get(reference) };
  const instances = createDurableInstances(source);
  ports = { clock: createManualClock(NOW), ids: createCountingIdSource(), service: source, instances, journal: createMemoryDurableJournal(), payloads: store, work: { cancel: async (request) => void cancelled.push(request) } };
  engine = createDurableEngine(ports);
  completion = createDurableCompletion({ service: source, instances, payloads: store });
});

const STORED = storedDefinition();
const START = { executionId: 'run-1', stored: STORED, input: { n: 1 }, principal: 'alice' };
const PLACE = { executionId: 'run-1', place: 'run-1' };

const knownOf = (instanceId: string): Known => cloud.instances.get(instanceId) ?? { input: '', runtimeStatus: 'none', output: null, customStatus: null };

describe('start()', () => {
  test('begins an orchestration of its own under the id, and no second one', async () => {
    expect(await engine.start(START)).toEqual({ place: 'run-1' });
    const { input } = knownOf('run-1');
    expect(JSON.parse(String(input))).toMatchObject({ revision: STORED.revision, start: { value: { principal: 'alice', snapshot: { execution: { id: 'run-1', startedAt: NOW, input: { n: 1 }, machineId: 'payments.antifraud@1.0.0' } } } } });
    expect(await engine.start({ ...START, input: 'other' })).toEqual({ place: 'run-1' });
    Object.assign(knownOf('run-1'), { runtimeStatus: 'Completed' });
    expect(await engine.start({ ...START, input: 'other' })).toEqual({ place: 'run-1' });
    expect(knownOf('run-1').input).toBe(input);
  });

  test('is content when another one was quicker', async () => {
    cloud.state.quick = 'run-1';
    expect(await engine.start(START)).toEqual({ place: 'run-1' });
    expect(knownOf('run-1').input).toBe('another');
  });

  test('puts a large input away, and finds it again', async () => {
    const input = 'x'.repeat(50_000);
    await engine.start({ ...START, input });
    expect(String(knownOf('run-1').input).length).toBeLessThan(200);
    expect(await engine.describe(PLACE)).toMatchObject({ status: 'running', input });
    payloads.clear();
    await expect(engine.describe(PLACE)).rejects.toMatchObject({ code: 'UWF-5001' });
  });

  test.each(['', 'a'.repeat(40), 'a/b', 'a#b', '@a', 'a:b'])('takes no id that the service would read otherwise: %j', async (executionId) => {
    await expect(engine.start({ ...START, executionId })).rejects.toMatchObject({ code: 'UWF-4222' });
  });

  test('fails while the service is away', async () => {
    cloud.state.isAway = true;
    await expect(engine.start(START)).rejects.toMatchObject({ code: 'UWF-5010' });
  });
});

test('publish() refuses a program whose scopes would have too long names, and tells the state', async () => {
  const nest = (depth: number): AslScope => ({ StartAt: `s${depth}`, States: { [`s${depth}`]: (depth === 0 ? { Type: 'Succeed' } : { Type: 'Map', ItemProcessor: nest(depth - 1), End: true }) as AslState } });
  const machine: AslMachine = { QueryLanguage: 'JSONata', ...nest(11) };
  await expect(engine.publish({ stored: storedDefinition({ machine }) })).rejects.toMatchObject({ code: 'UWF-4222', message: expect.stringContaining('s1'), details: { state: 's1' } });
  await engine.publish({ stored: STORED });
});

describe('describe()', () => {
  test.each<[string, unknown, object]>([
    ['Completed', JSON.stringify({ kind: 'succeeded', output: { value: 7 } }), { status: 'succeeded', output: 7 }],
    ['Completed', { kind: 'failed', error: 'E', cause: 'c' }, { status: 'failed', failure: { error: 'E', cause: 'c' } }],
    ['Completed', JSON.stringify({ kind: 'timed-out', error: 'States.Timeout' }), { status: 'timed-out', failure: { error: 'States.Timeout' } }],
    ['Completed', JSON.stringify({ kind: 'stopped' }), { status: 'stopped' }],
    ['Failed', 'the orchestrator broke', { status: 'stopped' }],
    ['Terminated', null, { status: 'stopped' }],
  ])('tells an instance that is %s with %j', async (runtimeStatus, output, told) => {
    await engine.start(START);
    Object.assign(knownOf('run-1'), { runtimeStatus, output });
    expect(await engine.describe(PLACE)).toEqual({ startedAt: NOW, endedAt: NOW + 5, input: { n: 1 }, ...told });
  });

  test.each(['Pending', 'Running', 'ContinuedAsNew', 'Suspended'])('tells one that is %s as running', async (runtimeStatus) => {
    await engine.start(START);
    Object.assign(knownOf('run-1'), { runtimeStatus });
    expect(await engine.describe(PLACE)).toEqual({ status: 'running', startedAt: NOW, input: { n: 1 } });
  });

  test('knows nothing of others', async () => {
    expect(await engine.describe(PLACE)).toBeUndefined();
  });
});

describe('stop()', () => {
  const scheduled = (attemptId: string, sequence: number) => ({ sequence, at: NOW, kind: 'task-scheduled' as const, state: `state-of-${attemptId}`, frame: [0], details: { attemptId } });

  async function startTree(): Promise<void> {
    await engine.start(START);
    for (const id of ['run-1:4', 'run-1:4.9']) cloud.instances.set(id, { input: '', runtimeStatus: 'Running', output: null, customStatus: null });
    knownOf('run-1').customStatus = JSON.stringify({ scopes: '4' });
    knownOf('run-1:4').customStatus = { attempt: 'run-1:4:1', scopes: '9' };
    await ports.journal.append({ executionId: 'run-1', scope: '4', facts: [scheduled('run-1:4:1', 2), scheduled('run-1:4:0', 3)] });
  }

  test('ends the whole tree, cancels its work and tells all of it in the history', async () => {
    await startTree();
    cloud.state.takesLong = 2;
    expect(await engine.stop({ ...PLACE, reason: 'a test' })).toBe('stopped');
    expect([...cloud.instances.values()].map(({ runtimeStatus }) => runtimeStatus)).toEqual(['Terminated', 'Terminated', 'Terminated']);
    expect(cancelled).toEqual([{ revision: STORED.revision, executionId: 'run-1', attempts: [{ attemptId: 'run-1:4:1', state: 'state-of-run-1:4:1' }, { attemptId: 'run-1:4:0', state: 'state-of-run-1:4:0' }] }]);
    expect((await engine.history({ ...PLACE, after: 2, max: 10 })).map(({ kind, details }) => [kind, details])).toEqual([
      ['task-cancelled', { attemptId: 'run-1:4:1' }],
      ['task-cancelled', { attemptId: 'run-1:4:0' }],
      ['execution-stopped', { reason: 'a test' }],
    ]);
    expect(await engine.stop(PLACE)).toBe('ended');
  });

  test('that broke off is finished by whoever looks next', async () => {
    await startTree();
    const broken = createDurableEngine({ ...ports, work: { cancel: () => Promise.reject(new TypeError('away')) } });
    await expect(broken.stop(PLACE)).rejects.toThrow('away');
    expect(cancelled).toEqual([]);
    expect(await engine.describe(PLACE)).toMatchObject({ status: 'stopped' });
    expect(cancelled).toHaveLength(1);
    await engine.describe(PLACE);
    expect(cancelled).toHaveLength(1);
    expect((await ports.journal.last({ executionId: 'run-1' }))?.kind).toBe('execution-stopped');
  });

  test('of an instance that was ended by somebody else is told in its history', async () => {
    await startTree();
    knownOf('run-1').runtimeStatus = 'Terminated';
    expect((await engine.history({ ...PLACE, after: 0, max: 100 })).map(({ kind }) => kind)).toEqual(['task-scheduled', 'task-scheduled', 'task-cancelled', 'task-cancelled', 'execution-stopped']);
    expect(await engine.history({ ...PLACE, after: 0, max: 1 })).toHaveLength(1);
  });

  test('knows nothing of others, and fails while the service is away', async () => {
    expect(await engine.stop(PLACE)).toBe('unknown');
    expect(await engine.history({ ...PLACE, after: 0, max: 10 })).toEqual([]);
    cloud.state.isAway = true;
    await expect(engine.stop(PLACE)).rejects.toMatchObject({ code: 'UWF-5010' });
  });
});

describe('answers of attempts', () => {
  const attempt = { executionId: 'run-1', attemptId: 'run-1:4:1' };
  beforeEach(() => void cloud.instances.set('run-1:4', { input: '', runtimeStatus: 'Running', output: null, customStatus: JSON.stringify({ attempt: 'run-1:4:1' }) }));

  test('are events of who waits for them', async () => {
    expect(await completion.complete({ ...attempt, output: 7 })).toBe('told');
    expect(await completion.fail({ ...attempt, error: 'E', cause: 'c' })).toBe('told');
    expect(await completion.heartbeat(attempt)).toBe('told');
    expect(cloud.events.map(({ instanceId, event, body }) => [instanceId, event, JSON.parse(String(body))])).toEqual([
      ['run-1:4', 'uwf-answer-1', { kind: 'succeeded', output: { value: 7 } }],
      ['run-1:4', 'uwf-answer-1', { kind: 'failed', error: 'E', cause: 'c' }],
      ['run-1:4', 'uwf-answer-1', { kind: 'heartbeat' }],
    ]);
  });

  test('that are large go by reference', async () => {
    await completion.complete({ ...attempt, output: 'x'.repeat(50_000) });
    expect(JSON.parse(String(cloud.events[0]?.body))).toEqual({ kind: 'succeeded', output: { reference: 'run-1:4:1/answer' } });
    expect(payloads.has('run-1:4:1/answer')).toBe(true);
  });

  test.each(['Completed', 'Terminated', 'Failed'])('find nobody once the instance is %s', async (runtimeStatus) => {
    knownOf('run-1:4').runtimeStatus = runtimeStatus;
    expect([await completion.complete({ ...attempt, output: 1 }), await completion.fail({ ...attempt, error: 'E', cause: '' }), await completion.heartbeat(attempt)]).toEqual(['closed', 'closed', 'closed']);
    expect(cloud.events).toEqual([]);
  });

  test('find nobody under ids that are none', async () => {
    expect([await completion.complete({ executionId: 'run-1', attemptId: 'nonsense', output: 1 }), await completion.heartbeat({ executionId: 'run-1', attemptId: 'nonsense' }), await completion.complete({ executionId: 'run-9', attemptId: 'run-9:1', output: 1 })]).toEqual(['closed', 'closed', 'closed']);
  });

  test('are no signs of life for another attempt', async () => {
    knownOf('run-1:4').customStatus = { attempt: 'run-1:4:2' };
    expect(await completion.heartbeat(attempt)).toBe('closed');
  });

  test('are told again while the service is away', async () => {
    cloud.state.isAway = true;
    await expect(completion.complete({ ...attempt, output: 1 })).rejects.toMatchObject({ code: 'UWF-5010' });
  });
});

test('ending an instance that is not there finds nothing', async () => {
  expect(await ports.instances.end({ instanceId: 'nobody', reason: 'r' })).toBeUndefined();
});
