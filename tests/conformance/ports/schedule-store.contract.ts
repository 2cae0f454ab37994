import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Schedule, ScheduleStore } from '#shared/ports/schedule-store.ts';
import type { Open, Opened } from './opened.ts';

const START = 1_795_401_234_567;
const LEASE_MS = 1_000;

function scheduleOf(id: string, more: Partial<Schedule> = {}): Schedule {
  return { id, definition: { namespace: 'bank', name: 'pay', version: '1.0.0' }, revision: 'a'.repeat(64), plan: { cron: '0 0 * * *', read: 'data' }, next: { cron: START }, since: START, afterRuns: 0, ...more };
}

/** What every schedule store must do. */
export function scheduleStoreContract(name: string, open: Open<ScheduleStore>): void {
  describe(`ScheduleStore on ${name}`, () => {
    let opened: Opened<ScheduleStore>;
    let store: ScheduleStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.port;
    });
    afterEach(() => opened.close());

    const due = async (now: number, from = store) => (await from.due({ now, leaseMs: LEASE_MS, max: 10 })).map(({ schedule }) => schedule.id);

    test('save() writes a new row once, and then under the version that was read', async () => {
      expect(await store.load({ id: 's1' })).toBeUndefined();
      expect(await store.save({ schedule: scheduleOf('s1'), version: 0 })).toBe(true);
      expect(await store.save({ schedule: scheduleOf('s1', { afterRuns: 9 }), version: 0 })).toBe(false);
      expect(await store.load({ id: 's1' })).toEqual({ schedule: scheduleOf('s1'), version: 1 });
      expect(await store.save({ schedule: scheduleOf('s1', { afterRuns: 1 }), version: 1 })).toBe(true);
      expect(await store.save({ schedule: scheduleOf('s1', { afterRuns: 2 }), version: 1 })).toBe(false);
      expect(await store.load({ id: 's1' })).toEqual({ schedule: scheduleOf('s1', { afterRuns: 1 }), version: 2 });
    });

    test('one of many that save at once wins', async () => {
      const saved = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).save({ schedule: scheduleOf('s1', { afterRuns: index }), version: 0 })));
      expect(saved.filter(Boolean)).toHaveLength(1);
      expect((await store.load({ id: 's1' }))?.schedule.afterRuns).toBe(saved.indexOf(true));
    });

    test('due() gives what is due, the earliest first, and holds it', async () => {
      await store.save({ schedule: scheduleOf('late'), version: 0, dueAt: START + 5 });
      await store.save({ schedule: scheduleOf('early'), version: 0, dueAt: START });
      await store.save({ schedule: scheduleOf('never'), version: 0 });
      expect(await due(START - 1)).toEqual([]);
      expect(await due(START + 5)).toEqual(['early', 'late']);
      expect(await due(START + LEASE_MS + 4, opened.other)).toEqual([]);
      expect(await due(START + LEASE_MS + 5, opened.other)).toEqual(['early', 'late']);
    });

    test('save() lets go of what was held', async () => {
      await store.save({ schedule: scheduleOf('s1'), version: 0, dueAt: START });
      await due(START);
      await store.save({ schedule: scheduleOf('s1'), version: 1, dueAt: START + 1 });
      expect(await due(START)).toEqual([]);
      expect(await due(START + 1)).toEqual(['s1']);
      await store.save({ schedule: scheduleOf('s1'), version: 2 });
      expect(await due(START + 1_000_000)).toEqual([]);
    });

    test('each schedule goes to one of many that ask at once', async () => {
      for (let index = 0; index < 10; index += 1) await store.save({ schedule: scheduleOf(`s${index}`), version: 0, dueAt: START });
      const taken = await Promise.all(Array.from({ length: 6 }, (_, index) => due(START, index % 2 === 0 ? opened.port : opened.other)));
      expect(taken.flat()).toHaveLength(10);
      expect(new Set(taken.flat()).size).toBe(10);
    });

    test('remove() removes the version that was read, and no other', async () => {
      await store.save({ schedule: scheduleOf('s1'), version: 0, dueAt: START });
      expect(await store.remove({ id: 's1', version: 2 })).toBe(false);
      expect(await store.remove({ id: 's1', version: 1 })).toBe(true);
      expect(await store.remove({ id: 's1', version: 1 })).toBe(false);
      expect(await due(START)).toEqual([]);
    });

    test('gives schedules back as they were', async () => {
      const schedule = scheduleOf('a\u0000b', { plan: { on: { any: [{ with: { type: 'ü "x"' } }] }, read: 'envelope' }, next: {}, subscriberId: 's\u0000' });
      await store.save({ schedule, version: 0 });
      expect(await store.load({ id: 'a\u0000b' })).toEqual({ schedule, version: 1 });
    });
  });
}
