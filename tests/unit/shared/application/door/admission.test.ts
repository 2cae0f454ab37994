import { describe, expect, test } from 'vitest';
import { createStartAdmission, type StartAdmission, type WantedStart } from '#shared/application/door/admission.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import type { DoorBacklog } from '#shared/ports/step-store.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

const INSIDE = storedDefinition({ name: 'inside', machine: TASK_MACHINE, tasks: { score: 'on-prem' } }).program;
const OUTSIDE = storedDefinition({ name: 'outside', machine: TASK_MACHINE, tasks: { score: 'private-cloud' } }).program;
const NONE = { critical: 0, high: 0, normal: 0, low: 0 };

function backlogOf(normal: number, messages = 0): DoorBacklog {
  return { fresh: { ...NONE, normal }, open: NONE, messages, calls: 0 };
}

interface Rig {
  readonly admission: StartAdmission;
  now: number;
  backlog: () => Promise<DoorBacklog>;
  readings: number;
}

function rig(backlogMax = 100): Rig {
  const self: Rig = { now: 0, backlog: () => Promise.resolve(backlogOf(0)), readings: 0, admission: createStartAdmission({ clock: { now: () => self.now }, backlogMax, steps: { backlog: () => ((self.readings += 1), self.backlog()) } }) };
  return self;
}

async function codeOf(admission: StartAdmission, start: WantedStart): Promise<unknown> {
  return admission.admit(start).then(
    () => 'admitted',
    (error: { readonly code: string; readonly details: object }) => [error.code, error.details],
  );
}

describe('createStartAdmission()', () => {
  test('lets starts in below the bound and turns them away at it', async () => {
    const door = rig();
    door.backlog = () => Promise.resolve(backlogOf(60, 39));
    expect(await codeOf(door.admission, { program: INSIDE })).toBe('admitted');
    door.now += 1_000;
    door.backlog = () => Promise.resolve(backlogOf(60, 40));
    expect(await codeOf(door.admission, { program: INSIDE })).toEqual(['UWF-4290', { retryAfterSeconds: 5 }]);
  });

  test('asks for a longer wait the more there is, up to a minute', async () => {
    const door = rig();
    for (const [waiting, seconds] of [[300, 15], [1_000_000, 60]] as const) {
      door.now += 1_000;
      door.backlog = () => Promise.resolve(backlogOf(waiting));
      expect(await codeOf(door.admission, { program: INSIDE })).toEqual(['UWF-4290', { retryAfterSeconds: seconds }]);
    }
  });

  test.each<[number, readonly Priority[]]>([
    [49, ['low', 'normal', 'high', 'critical']],
    [50, ['normal', 'high', 'critical']],
    [100, ['high', 'critical']],
    [150, ['critical']],
    [200, []],
  ])('with %i of 100 waiting it lets in %j', async (waiting, admitted) => {
    const door = rig();
    door.backlog = () => Promise.resolve(backlogOf(waiting));
    const priorities: readonly Priority[] = ['low', 'normal', 'high', 'critical'];
    const outcomes = await Promise.all(priorities.map(async (priority) => ((await codeOf(door.admission, { program: INSIDE, priority })) === 'admitted' ? [priority] : [])));
    expect(outcomes.flat()).toEqual(admitted);
  });

  test('does not look at what waits for programs without a task in the bank, nor inside the bank', async () => {
    const door = rig();
    door.backlog = () => Promise.resolve(backlogOf(1_000));
    expect(await codeOf(door.admission, { program: OUTSIDE })).toBe('admitted');
    expect(await codeOf(door.admission, { program: { ...INSIDE, placement: { ...INSIDE.placement, zone: 'on-prem' } } })).toBe('admitted');
    expect(door.readings).toBe(0);
  });

  test('reads once a second, however many start', async () => {
    const door = rig();
    await Promise.all(Array.from({ length: 20 }, () => door.admission.admit({ program: INSIDE })));
    door.now += 999;
    await door.admission.admit({ program: INSIDE });
    expect(door.readings).toBe(1);
    door.now += 1;
    await door.admission.admit({ program: INSIDE });
    expect(door.readings).toBe(2);
  });

  test('does not keep a failed reading', async () => {
    const door = rig();
    door.backlog = () => Promise.reject(new Error('away'));
    await expect(door.admission.admit({ program: INSIDE })).rejects.toThrow('away');
    door.backlog = () => Promise.resolve(backlogOf(0));
    expect(await codeOf(door.admission, { program: INSIDE })).toBe('admitted');
  });
});
