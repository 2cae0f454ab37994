import { afterEach, describe, expect, test } from 'vitest';
import { DELIVER_LEASE_MS_DEFAULT } from '#shared/application/events/deliver-events.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { memoryDurableStores, type DurableStores } from '#tests/support/durable/system.ts';
import { systemSuite } from './suite.ts';
import { openDurableWorld, type SystemWorld } from './worlds.ts';

systemSuite('Durable Functions (the library on a modelled host)', openDurableWorld);
systemSuite('Durable Functions, with each message in a turn of its own and duplicates', () => openDurableWorld({ duplicates: true, oneByOne: true }));

const LOOP = `
document: { dsl: 1.0.0, namespace: tests, name: loop, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - each:
      listen: { to: { any: [{ with: { type: reading } }], until: { one: { with: { type: end } } } } }
      foreach: { item: one, do: [{ double: { set: '\${ {"n": $one.n * 2} }' } }] }
  - child: { run: { workflow: { namespace: tests, name: sum, version: latest, input: { of: '\${ $input }' } } } }
`;

const SUM = `
document: { dsl: 1.0.0, namespace: tests, name: sum, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - sum: { set: '\${ {"sum": $sum($input.of.n)} }' }
`;

let worlds: readonly SystemWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.map((world) => world.close()));
  worlds = [];
});

async function openWorld(...given: Parameters<typeof openDurableWorld>): Promise<SystemWorld> {
  const world = await openDurableWorld(...given);
  worlds = [...worlds, world];
  return world;
}

describe('crashes on Durable Functions', () => {
  type Port = Exclude<keyof DurableStores, 'definitionStore'>;

  /** Something of which the n-th call of one method fails, once: before it did anything, or after. */
  function failing<T extends object>(target: T, method: string, { at, when }: { readonly at: number; readonly when: 'before' | 'after' }): T {
    let calls = 0;
    return new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        if (key !== method || typeof value !== 'function') return value;
        return async (...given: readonly unknown[]) => {
          calls += 1;
          const isCrash = calls === at;
          if (isCrash && when === 'before') throw new UwfError('UWF-5001');
          const result: unknown = await Reflect.apply(value, object, given);
          if (isCrash) throw new UwfError('UWF-5001');
          return result;
        };
      },
    });
  }

  const places = [
    ['eventBus', 'open'], ['eventBus', 'save'], ['eventBus', 'unseen'], ['eventBus', 'close'], ['eventBus', 'load'],
    ['endedExecutions', 'watch'], ['endedExecutions', 'claim'], ['endedExecutions', 'settle'],
    ['executionIndex', 'create'], ['executionIndex', 'place'], ['executionIndex', 'end'], ['executionIndex', 'load'],
    ['durableJournal', 'append'], ['durableJournal', 'read'],
    ['completion', 'complete'],
  ] as const satisfies readonly (readonly [Port | 'completion', string])[];
  const cases = places.flatMap(([port, method]) => [1, 3].flatMap((at) => (['before', 'after'] as const).map((when) => ({ port, method, at, when }))));

  async function rest(world: SystemWorld): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await world.settle();
      await world.advance(DELIVER_LEASE_MS_DEFAULT);
    }
  }

  test.each(cases)('at $port.$method, call $at, $when its effect: each event counts once, each workflow is run once', async ({ port, method, at, when }) => {
    const stores = memoryDurableStores();
    const crash = { at, when };
    const world = await openWorld(port === 'completion' ? { completion: (completion) => failing(completion, method, crash) } : { stores: { ...stores, [port]: failing(stores[port], method, crash) } });
    const loop = await world.register(LOOP);
    await world.register(SUM);
    // The start is the caller's to repeat; it is known by its id.
    const start = () => world.runtime.start({ stored: loop, input: {}, principal: 'alice', executionId: 'loop-1' });
    await start().catch(start);
    await rest(world);
    await world.publish(...[1, 2, 3].map((n) => ({ type: 'reading', id: `r-${String(n)}`, data: { n } })));
    await rest(world);
    await world.publish({ type: 'reading', id: 'r-4', data: { n: 4 } }, { type: 'end', id: 'end' });
    await rest(world);
    const looked = () => world.recordOf('loop-1');
    expect(await looked().catch(looked)).toMatchObject({ status: 'succeeded', output: { sum: 20 } });
    expect(await world.runsOf('sum')).toMatchObject([{ status: 'succeeded' }]);
    expect(await world.subscribersOf('loop-1')).toBe(0);
    expect(await world.ports.endedExecutions.claim({ now: Number.MAX_SAFE_INTEGER - 1, leaseMs: 1, max: 10 }), 'nothing is left to tell').toEqual([]);
  });
});
