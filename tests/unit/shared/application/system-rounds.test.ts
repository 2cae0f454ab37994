import { describe, expect, test } from 'vitest';
import { openMemory } from '#shared/adapters/memory/index.ts';
import { createSystemRounds } from '#shared/application/system-rounds.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openSystem } from '#tests/support/system-harness.ts';

/** A system whose looks for events, ends and schedules are counted, and may be kept waiting or fail. */
function counted(more: { readonly due?: () => Promise<void> } = {}) {
  const stores = openMemory();
  const looks = { events: 0, ended: 0, schedules: 0 };
  const system = openSystem({
    stores: {
      ...stores,
      eventBus: { ...stores.eventBus, due: async (request) => ((looks.events += 1), await more.due?.(), stores.eventBus.due(request)) },
      endedExecutions: { ...stores.endedExecutions, claim: async (request) => ((looks.ended += 1), stores.endedExecutions.claim(request)) },
      scheduleStore: { ...stores.scheduleStore, due: async (request) => ((looks.schedules += 1), stores.scheduleStore.due(request)) },
    },
  });
  return { system, looks, rounds: createSystemRounds(system.ports) };
}

const LISTEN = `
document: { dsl: 1.0.0, namespace: tests, name: listen, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - paid: { listen: { to: { one: { with: { type: paid } } } } }
`;

describe("a move of the system's work", () => {
  test('looks for each kind, and again where it found something', async () => {
    const { system, looks, rounds } = counted();
    expect(await rounds.move()).toBe(0);
    expect(looks).toEqual({ events: 1, ended: 1, schedules: 1 });
    await system.start(await system.register(LISTEN));
    await system.settle();
    await system.publish({ type: 'paid' });
    const before = looks.events;
    expect(await rounds.move()).toBe(1);
    expect(looks.events - before).toBe(2);
  });

  test('looks for one kind only, soon after something of it happened', async () => {
    const { looks, rounds } = counted();
    await rounds.soon('ended');
    expect(looks).toEqual({ events: 0, ended: 1, schedules: 0 });
  });

  test('never overlaps another: what is asked for meanwhile is done by the one that goes on', async () => {
    let release = (): void => undefined;
    let overlaps = 0;
    let inside = 0;
    const { looks, rounds } = counted({
      due: async () => {
        overlaps = Math.max(overlaps, (inside += 1));
        if (looks.events === 1) await new Promise<void>((resolve) => (release = resolve));
        inside -= 1;
      },
    });
    const first = rounds.soon('events');
    await expect.poll(() => looks.events).toBe(1);
    expect(await rounds.soon('events')).toBe(0);
    expect(looks.events).toBe(1);
    release();
    await first;
    expect([looks.events, overlaps]).toEqual([2, 1]);
  });

  test('of which a part fails goes on with the others, and is not in the way of the next', async () => {
    let left = 1;
    const { system, looks, rounds } = counted({ due: () => (left-- > 0 ? Promise.reject(new UwfError('UWF-5001')) : Promise.resolve()) });
    expect(await rounds.move()).toBe(0);
    expect(looks).toEqual({ events: 1, ended: 1, schedules: 1 });
    expect(system.log).toContainEqual({ level: 'warn', event: 'system-postponed', fields: { work: 'events', code: 'UWF-5001' } });
    await rounds.move();
    expect(looks.events).toBe(2);
  });

  test('makes schedules what the registry says, once in a process', async () => {
    const { system } = counted();
    let restored = 0;
    const rounds = createSystemRounds({ ...system.ports, schedules: { follow: async () => [], followAll: async () => void (restored += 1) } });
    await rounds.move();
    await rounds.move();
    expect(restored).toBe(1);
  });
});
