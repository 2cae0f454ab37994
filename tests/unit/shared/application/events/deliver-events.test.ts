import { describe, expect, test } from 'vitest';
import { stopExecution } from '#shared/application/advance-execution.ts';
import { DELIVER_LEASE_MS_DEFAULT, deliverEvents } from '#shared/application/events/deliver-events.ts';
import { relayOutbox } from '#shared/application/relay-outbox.ts';
import { brokenInvariants } from '#shared/core/history/invariants.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openMemory } from '#shared/adapters/memory/index.ts';
import { openSystem, type SystemHarness } from '#tests/support/system-harness.ts';

const document = (name: string, body: string): string => `
document: { dsl: 1.0.0, namespace: tests, name: ${name}, version: 1.0.0 }
evaluate: { language: jsonata }
do:
${body}`;

const LISTEN_ONE = document('one', `
  - paid:
      listen: { to: { one: { with: { type: paid, data: '\${ orderId = $input.orderId }' } } } }
`);

const LISTEN_UNTIL = document('until', `
  - paid:
      listen: { to: { any: [{ with: { type: reading } }], until: '\${ $count($) = 3 }' } }
`);

const LISTEN_ALL = document('all', `
  - both:
      listen: { to: { all: [{ with: { type: a } }, { with: { type: b } }] }, read: envelope }
`);

const LOOP = document('loop', `
  - each:
      listen: { to: { any: [{ with: { type: reading } }], until: { one: { with: { type: end } } } } }
      foreach: { item: one, do: [{ double: { set: '\${ {"n": $one.n * 2} }' } }] }
`);

const LISTEN_SHORTLY = document('shortly', `
  - tried:
      try:
        - paid: { listen: { to: { one: { with: { type: paid } } } }, timeout: { after: PT5S } }
      catch: { errors: { with: { status: 408 } }, do: [{ late: { set: { late: true } } }] }
`);

async function waiting(text: string, input: Parameters<SystemHarness['start']>[1] = {}, options: Parameters<typeof openSystem>[0] = {}): Promise<{ readonly system: SystemHarness; readonly id: string }> {
  const system = openSystem(options);
  const id = await system.start(await system.register(text), input);
  await system.settle();
  expect((await system.recordOf(id)).status).toBe('running');
  return { system, id };
}

async function subscribers({ ports }: SystemHarness, executionId: string): Promise<number> {
  return (await ports.eventBus.ofExecution({ executionId })).length;
}

describe('a workflow that listens', () => {
  test('goes on with the event that its filter wants, and not with others', async () => {
    const { system, id } = await waiting(LISTEN_ONE, { orderId: 'o-7' });
    await system.publish({ type: 'paid', data: { orderId: 'o-1' } }, { type: 'sent', data: { orderId: 'o-7' } });
    await system.settle();
    expect((await system.recordOf(id)).status).toBe('running');
    await system.publish({ type: 'paid', data: { orderId: 'o-7', amount: 3 } });
    await system.settle();
    expect(await system.recordOf(id)).toMatchObject({ status: 'succeeded', output: [{ orderId: 'o-7', amount: 3 }] });
    expect(await subscribers(system, id)).toBe(0);
  });

  test('collects events until its condition holds', async () => {
    const { system, id } = await waiting(LISTEN_UNTIL);
    for (const n of [1, 2, 3, 4]) await system.publish({ type: 'reading', data: { n } });
    await system.settle();
    expect((await system.recordOf(id)).output).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('waits for all, in any order', async () => {
    const { system, id } = await waiting(LISTEN_ALL);
    await system.publish({ type: 'b', id: 'b1' }, { type: 'b', id: 'b2' }, { type: 'a', id: 'a1' });
    await system.settle();
    expect((await system.recordOf(id)).output).toMatchObject([{ id: 'b1' }, { id: 'a1' }]);
  });

  test('sees what was published after it came to the task, before its work item was taken', async () => {
    const system = openSystem();
    await system.publish({ type: 'paid', data: { orderId: 'o-7', at: 'before' } });
    system.clock.advance(1);
    const id = await system.start(await system.register(LISTEN_ONE), { orderId: 'o-7' });
    await system.publish({ type: 'paid', data: { orderId: 'o-7', at: 'after' } });
    system.clock.advance(60_000);
    await system.settle();
    expect((await system.recordOf(id)).output).toEqual([{ orderId: 'o-7', at: 'after' }]);
  });

  test('costs no worker while it waits, and is forgotten when it is stopped', async () => {
    const { system, id } = await waiting(LISTEN_ONE, { orderId: 'o-7' });
    expect(await system.ports.taskQueue.depth({ topic: system.ports.topics.local })).toEqual({ waiting: 0, held: 0, dead: 0 });
    expect(await subscribers(system, id)).toBe(1);
    await stopExecution(system.ports, { executionId: id });
    await system.settle();
    expect(await subscribers(system, id)).toBe(0);
    await system.publish({ type: 'paid', data: { orderId: 'o-7' } });
    await system.settle();
    expect((await system.recordOf(id)).status).toBe('stopped');
  });

  test('gives up after its timeout, and forgets its listener', async () => {
    const { system, id } = await waiting(LISTEN_SHORTLY);
    system.clock.advance(5_000);
    await system.settle();
    expect(await system.recordOf(id)).toMatchObject({ status: 'succeeded', output: { late: true } });
    expect(await subscribers(system, id)).toBe(0);
  });
});

describe('a loop over events', () => {
  test('takes them one after the other and ends with the one that ends it', async () => {
    const { system, id } = await waiting(LOOP);
    await system.publish(...[1, 2, 3].map((n) => ({ type: 'reading', data: { n } })));
    await system.settle();
    await system.publish({ type: 'reading', data: { n: 4 } }, { type: 'end' }, { type: 'reading', data: { n: 5 } });
    await system.settle();
    expect(await system.recordOf(id)).toMatchObject({ status: 'succeeded', output: [{ n: 2 }, { n: 4 }, { n: 6 }, { n: 8 }] });
    expect(await subscribers(system, id)).toBe(0);
  });

  test('leaves no subscriber behind when its execution is stopped', async () => {
    const { system, id } = await waiting(LOOP);
    expect(await subscribers(system, id)).toBe(1);
    await stopExecution(system.ports, { executionId: id });
    await system.settle();
    expect(await subscribers(system, id)).toBe(0);
  });
});

describe('emit and listen', () => {
  test('one workflow answers another, once, though its work is delivered again', async () => {
    const { system, id } = await waiting(LISTEN_ONE, { orderId: 'o-9' });
    const emitter = await system.register(document('emitter', `
  - tell:
      emit: { event: { with: { type: paid, source: 'https://shop.example', data: { orderId: '\${ $input.orderId }' } } } }
`));
    const told = await system.start(emitter, { orderId: 'o-9' });
    await relayOutbox(system.ports);
    const { topics, taskQueue, clock } = system.ports;
    // A worker that took the work item and died: the item is carried out twice.
    await taskQueue.receive({ topic: topics.local, consumer: 'dies', max: 1, leaseMs: 1_000, now: clock.now() });
    system.clock.advance(1_000);
    await system.settle();
    expect((await system.recordOf(told)).output).toMatchObject({ specversion: '1.0', type: 'paid', source: 'https://shop.example', id: expect.any(String), time: expect.any(String) });
    expect((await system.recordOf(id)).output).toEqual([{ orderId: 'o-9' }]);
  });
});

describe('crashes', () => {
  /** Stores of which one operation fails at its n-th call, once: before it did anything, or after. */
  function failing(port: 'eventBus' | 'executionStore' | 'taskQueue', method: string, at: number, when: 'before' | 'after') {
    const stores = openMemory();
    let calls = 0;
    const wrap = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (object, key) => {
          const value: unknown = Reflect.get(object, key);
          if (key !== method || typeof value !== 'function') return value;
          return async (...given: readonly unknown[]) => {
            calls += 1;
            const crash = calls === at;
            if (crash && when === 'before') throw new UwfError('UWF-5001');
            const result: unknown = await Reflect.apply(value, object, given);
            if (crash) throw new UwfError('UWF-5001');
            return result;
          };
        },
      });
    return { ...stores, [port]: wrap(stores[port]) };
  }

  const places = [
    ['eventBus', 'open'], ['eventBus', 'save'], ['eventBus', 'unseen'], ['eventBus', 'close'], ['eventBus', 'load'],
    ['executionStore', 'commit'], ['taskQueue', 'acknowledge'], ['taskQueue', 'publish'],
  ] as const;
  const cases = places.flatMap(([port, method]) => [1, 2, 3, 4, 5].flatMap((at) => (['before', 'after'] as const).map((when) => ({ port, method, at, when }))));

  async function rest(system: SystemHarness): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      await system.settle().catch((thrown: unknown) => {
        if (!(thrown instanceof UwfError)) throw thrown;
      });
      system.clock.advance(DELIVER_LEASE_MS_DEFAULT * 13);
    }
  }

  test.each(cases)('at $port.$method, call $at, $when its effect: each event counts once, the execution ends once', async ({ port, method, at, when }) => {
    const system = openSystem({ stores: failing(port, method, at, when) });
    const id = await system.start(await system.register(LOOP));
    const sum = await system.start(await system.register(LISTEN_UNTIL));
    await rest(system);
    await system.publish(...[1, 2, 3].map((n) => ({ type: 'reading', data: { n } })));
    await rest(system);
    await system.publish({ type: 'reading', data: { n: 4 } }, { type: 'end' });
    await rest(system);
    expect(await system.recordOf(id)).toMatchObject({ status: 'succeeded', output: [{ n: 2 }, { n: 4 }, { n: 6 }, { n: 8 }] });
    expect(await system.recordOf(sum)).toMatchObject({ status: 'succeeded', output: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    for (const executionId of [id, sum]) expect(brokenInvariants(await system.ports.executionStore.history({ executionId, after: 0, max: 1_000 }))).toEqual([]);
    expect(await subscribers(system, id)).toBe(0);
  });

  test('one subscriber that cannot be served does not keep the others waiting', async () => {
    const stores = openMemory();
    const eventBus: typeof stores.eventBus = { ...stores.eventBus, unseen: (request) => (request.subscriber.topics.includes('bad') ? Promise.reject(new UwfError('UWF-5001')) : stores.eventBus.unseen(request)) };
    const system = openSystem({ stores: { ...stores, eventBus } });
    await stores.eventBus.open({ id: 'bad', topics: ['bad', 'paid'], since: 0, state: { kind: 'schedule', scheduleId: 's', openedAt: 0, rounds: { subscription: { listener: { strategy: {}, read: 'data', variables: {} }, correlations: {}, satisfied: [], consumed: [], isDone: false }, number: 1, ready: [] } } });
    const id = await system.start(await system.register(LISTEN_ONE), { orderId: 'o' });
    await system.settle();
    await system.publish({ type: 'paid', data: { orderId: 'o' } });
    await deliverEvents(system.ports);
    expect((await system.recordOf(id)).status).toBe('succeeded');
    expect(system.log).toContainEqual({ level: 'warn', event: 'event-delivery-postponed', fields: { subscriberId: 'bad', code: 'UWF-5001' } });
  });
});
