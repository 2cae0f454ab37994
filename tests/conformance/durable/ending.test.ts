import { describe, expect, test } from 'vitest';
import { endTree, type DurablePorts } from '#shared/adapters/durable-functions/index.ts';
import type { AslState } from '#shared/core/asl/model.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { FakeAnswer, ScheduledTask } from '#tests/support/asl-driver.ts';
import { openDurable, type WorldOptions } from '#tests/support/durable/world.ts';
import { echo, factsOf, machineOf, STARTED_AT } from '#tests/support/machines.ts';

function work(more: object = { End: true }): AslState {
  return { Type: 'Task', Resource: 'work', ...more } as AslState;
}

const task = (given: ScheduledTask): FakeAnswer => (given.state === 'fails' ? { kind: 'failed', error: 'Bad', afterMs: 5_000 } : given.state.startsWith('never') ? { kind: 'never' } : echo(given));

const away = (): never => {
  throw new UwfError('UWF-5001', 'away');
};

/** A Parallel with a Map in it, whose iterations wait for the bank, beside a branch that `ends`. */
const nested = (ends: string) =>
  machineOf({
    both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: ends, States: { [ends]: work() } },
        { StartAt: 'map', States: { map: { Type: 'Map', Items: [1, 2], ItemProcessor: { StartAt: 'never', States: { never: work() } }, End: true } as AslState } },
      ],
      Catch: [{ ErrorEquals: ['Bad'], Next: 'after' }],
      End: true,
    } as AslState,
    after: work({ Arguments: 'after', End: true }),
  });

function open(machine: ReturnType<typeof machineOf>, more: Partial<WorldOptions> = {}) {
  return openDurable(machine, { facts: factsOf(), task, ...more });
}

describe('what nobody waits for any more is ended', () => {
  test('a branch that fails ends its siblings, all that they opened, and the work that they wait for', async () => {
    const world = open(nested('fails'), { bank: ['never'] });
    expect(await world.run()).toEqual({ status: 'succeeded', output: 'after' });
    expect(world.dispatched).toHaveLength(2);
    expect([...world.cancelled].sort()).toEqual([...world.dispatched].sort());
    expect(world.host.instances().map(({ status }) => status).sort()).toEqual(['Completed', 'Completed', 'Terminated', 'Terminated', 'Terminated']);
    expect(world.dispatched.map((id) => world.answer(id, { kind: 'succeeded', output: 1 }))).toEqual(['closed', 'closed']);
  });

  test('an execution that is stopped from outside is ended with everything beneath it', async () => {
    const world = open(nested('never0'), { bank: ['never', 'never0'] });
    expect(await world.run()).toBeUndefined();
    const found = await endTree(world.ports.instances, { roots: ['run-1'], reason: 'stopped', isExecution: true });
    expect([...found].sort()).toEqual([...world.dispatched].sort());
    await world.host.run();
    expect(new Set(world.host.instances().map(({ status }) => status))).toEqual(new Set(['Terminated']));
  });

  test('ending what is not there finds nothing', async () => {
    const world = open(nested('never0'));
    expect(await endTree(world.ports.instances, { roots: ['nobody'], reason: 'stopped', isExecution: true })).toEqual([]);
  });

  test("the machine's own timeout ends its branches", async () => {
    const world = open({ ...nested('never0'), TimeoutSeconds: 3_600 }, { bank: ['never', 'never0'] });
    expect(await world.run()).toEqual({ status: 'timed-out', error: 'States.Timeout' });
    expect([...world.cancelled].sort()).toEqual([...world.dispatched].sort());
  });
});

describe('when something is away', () => {
  const one = machineOf({ a: work() });

  test('a worker that is lost is tried again, and its attempt is done once', async () => {
    let left = 2;
    const world = open(one, { between: (ports) => ({ ...ports, work: { ...ports.work, carryOut: (given) => (left-- > 0 ? Promise.reject(new Error('lost')) : ports.work.carryOut(given)) } }) });
    expect(await world.run()).toEqual({ status: 'succeeded', output: {} });
    expect([...world.worked]).toEqual([['a', 1]]);
    expect(world.host.now() - STARTED_AT).toBe(3_000);
  });

  test('a program that cannot be loaded is waited for, and one that is not there is not', async () => {
    let left = 2;
    const failing = (thrown: unknown) => ({ between: (ports: DurablePorts) => ({ ...ports, programs: { ...ports.programs, load: (revision: string) => (left-- > 0 ? Promise.reject(thrown) : ports.programs.load(revision)) } }) });
    expect(await open(one, failing(new UwfError('UWF-5001', 'away'))).run()).toEqual({ status: 'succeeded', output: {} });
    left = 2;
    await expect(open(one, failing(new UwfError('UWF-4042'))).run()).rejects.toThrow();
    expect(left).toBe(1);
  });

  test('a worker that is lost again and again fails its task, and the task may catch that', async () => {
    const world = open(one, { between: (ports) => ({ ...ports, work: { ...ports.work, carryOut: async () => ({ kind: 'postponed' }) } }) });
    expect(await world.run()).toMatchObject({ status: 'failed', error: 'Uwf.HandlerFailed' });
  });

  test('work that is answered later is awaited as an event', async () => {
    const world = open(machineOf({ a: work({ TimeoutSeconds: 1_000_000, End: true }) }), { between: (ports) => ({ ...ports, work: { ...ports.work, carryOut: async () => ({ kind: 'pending' }) } }) });
    world.host.at(STARTED_AT + 900_000_000, () => void world.answer('run-1:1', { kind: 'succeeded', output: 7 }));
    expect(await world.run()).toEqual({ status: 'succeeded', output: 7 });
  });

  test('heartbeats keep an attempt of the bank, and are no answer', async () => {
    const world = open(machineOf({ never: work({ HeartbeatSeconds: 60, End: true }) }), { bank: ['never'], duplicates: true });
    for (let beat = 1; beat <= 5; beat += 1) world.host.at(STARTED_AT + beat * 50_000, () => void world.answer('run-1:1', { kind: 'heartbeat' }));
    world.host.at(STARTED_AT + 300_000, () => void world.answer('run-1:1', { kind: 'succeeded', output: 'kept' }));
    expect(await world.run()).toEqual({ status: 'succeeded', output: 'kept' });
  });

  test('stores and the service are asked again until they answer', async () => {
    const faults = new Map([['put', 2], ['get', 2], ['raise', 2], ['dispatch', 2]]);
    const falter = <T>(name: string, act: () => Promise<T>): Promise<T> => {
      const left = faults.get(name) ?? 0;
      faults.set(name, left - 1);
      return left > 0 ? Promise.resolve().then(away) : act();
    };
    const large = { Type: 'Pass', Output: '{% $pad("x", 60000, "x") %}', End: true } as AslState;
    const machine = machineOf({
      both: { Type: 'Parallel', Branches: [{ StartAt: 'large', States: { large } }], Output: '{% $length($states.result[0]) %}', Next: 'b' } as AslState,
      b: work(),
    });
    const world = open(machine, {
      bank: ['b'],
      between: (ports) => ({
        ...ports,
        payloads: { put: (given) => falter('put', () => ports.payloads.put(given)), get: (given) => falter('get', () => ports.payloads.get(given)) },
        instances: { ...ports.instances, raise: (given) => falter('raise', () => ports.instances.raise(given)) },
        work: { ...ports.work, dispatch: (given) => falter('dispatch', () => ports.work.dispatch(given)) },
      }),
    });
    expect(await world.run()).toEqual({ status: 'succeeded', output: 60_000 });
    expect([...faults.values()].every((left) => left < 0)).toBe(true);
  });

  test('an answer in no known form is as if it had never come', async () => {
    const world = open(machineOf({ never: work({ TimeoutSeconds: 60, End: true }) }), { bank: ['never'] });
    world.host.at(STARTED_AT + 1_000, () => void world.host.raise('run-1', 'uwf-answer-1', 'nonsense'));
    world.host.at(STARTED_AT + 2_000, () => void world.answer('run-1:1', { kind: 'succeeded', output: 1 }));
    expect(await world.run()).toEqual({ status: 'succeeded', output: 1 });
  });
});
