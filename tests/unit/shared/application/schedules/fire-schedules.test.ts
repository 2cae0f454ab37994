import { describe, expect, test } from 'vitest';
import { DELIVER_LEASE_MS_DEFAULT, deliverEvents } from '#shared/application/events/deliver-events.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { FIRE_LEASE_MS_DEFAULT, fireSchedules } from '#shared/application/schedules/fire-schedules.ts';
import { createScheduleFollower } from '#shared/application/schedules/follow-schedule.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openMemory } from '#shared/adapters/memory/index.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import { registrationOf } from '#tests/support/definitions.ts';
import { STARTED_AT } from '#tests/support/machines.ts';
import { openSystem, type SystemHarness } from '#tests/support/system-harness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const scheduled = (schedule: string, more: { readonly version?: string; readonly body?: string; readonly input?: string } = {}): string => `
document: { dsl: 1.0.0, namespace: tests, name: timed, version: ${more.version ?? '1.0.0'} }
evaluate: { language: jsonata }
${schedule === '' ? '' : `schedule: ${schedule}`}
${more.input ?? ''}
do:
  - work: ${more.body ?? "{ set: { input: '${ $input }' } }"}
`;

async function runs({ ports }: SystemHarness): Promise<readonly ExecutionRecord[]> {
  return [...(await ports.executionStore.list({ max: 100 })).executions].reverse();
}

async function pass(system: SystemHarness, milliseconds: number): Promise<void> {
  system.clock.advance(milliseconds);
  await system.settle();
}

describe('an interval', () => {
  test('starts an execution each time it has passed, on behalf of who registered it', async () => {
    const system = openSystem();
    await system.register(scheduled('{ every: PT15M }'));
    await system.settle();
    expect(await runs(system)).toEqual([]);
    for (let turn = 0; turn < 3; turn += 1) await pass(system, 15 * MINUTE_MS);
    expect((await runs(system)).map(({ createdAt, principal, output }) => [createdAt - STARTED_AT, principal, output])).toEqual([
      [15 * MINUTE_MS, 'author', { input: {} }],
      [30 * MINUTE_MS, 'author', { input: {} }],
      [45 * MINUTE_MS, 'author', { input: {} }],
    ]);
  });

  test('lets executions overlap', async () => {
    const system = openSystem();
    await system.register(scheduled('{ every: PT1M }', { body: '{ wait: PT10M }' }));
    for (let turn = 0; turn < 3; turn += 1) await pass(system, MINUTE_MS);
    expect((await runs(system)).map(({ status }) => status)).toEqual(['running', 'running', 'running']);
  });

  test('makes up for one run after a downtime, never for a burst of them', async () => {
    const system = openSystem();
    await system.register(scheduled('{ every: PT1M }'));
    await pass(system, 10 * HOUR_MS + 30_000);
    expect(await runs(system)).toHaveLength(1);
    await pass(system, 30_000);
    expect(await runs(system)).toHaveLength(2);
  });
});

describe('a cron expression', () => {
  const DAILY_FROM_START = 24 * HOUR_MS - (STARTED_AT % (24 * HOUR_MS));

  test('starts an execution at its times, in UTC', async () => {
    const system = openSystem();
    await system.register(scheduled("{ cron: '0 0 * * *' }"));
    await pass(system, DAILY_FROM_START - 1);
    expect(await runs(system)).toEqual([]);
    await pass(system, 1);
    await pass(system, 24 * HOUR_MS);
    expect((await runs(system)).map(({ createdAt }) => new Date(createdAt).toISOString())).toEqual(['2023-11-15T00:00:00.000Z', '2023-11-16T00:00:00.000Z']);
  });

  test('is read by the clock of the configured zone', async () => {
    const system = openSystem({ timeZone: 'Asia/Almaty' });
    await system.register(scheduled("{ cron: '0 9 * * *' }"));
    for (let hour = 0; hour < 24; hour += 1) await pass(system, hour === 0 ? HOUR_MS - (STARTED_AT % HOUR_MS) : HOUR_MS);
    expect((await runs(system)).map(({ createdAt }) => new Date(createdAt).toISOString())).toEqual(['2023-11-15T03:00:00.000Z']);
  });

  test('is made up for once when its time fell into a downtime, if that was not too long ago', async () => {
    for (const [options, expected] of [[{}, 1], [{ catchUpRunsMax: 0 }, 0], [{ catchUpWindowMs: HOUR_MS }, 0], [{ catchUpWindowMs: 3 * HOUR_MS }, 1]] as const) {
      const system = openSystem(options);
      await system.register(scheduled("{ cron: '0 0 * * *' }"));
      await pass(system, DAILY_FROM_START + 24 * HOUR_MS * 5 + 2 * HOUR_MS);
      expect(await runs(system), JSON.stringify(options)).toHaveLength(expected);
      expect(system.log.some(({ event }) => event === 'schedule-missed')).toBe(expected === 0);
    }
  });
});

describe('a delay after the end', () => {
  test('starts at once, and again after each end', async () => {
    const system = openSystem();
    await system.register(scheduled('{ after: PT10M }', { body: '{ wait: PT1M }' }));
    await system.settle();
    await pass(system, 10 * MINUTE_MS);
    expect((await runs(system)).map(({ status }) => status)).toEqual(['succeeded']);
    await pass(system, 9 * MINUTE_MS);
    expect(await runs(system)).toHaveLength(1);
    await pass(system, MINUTE_MS);
    expect((await runs(system)).map(({ status }) => status)).toEqual(['succeeded', 'running']);
  });

  test('starts again after a fault', async () => {
    const system = openSystem();
    await system.register(scheduled('{ after: PT1M }', { body: "{ raise: { error: { type: 'https://bank.example/no', status: 500 } } }" }));
    for (let turn = 0; turn < 3; turn += 1) await pass(system, turn === 0 ? 0 : MINUTE_MS);
    expect((await runs(system)).map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
  });
});

describe('a schedule that was given up and taken up again', () => {
  test('starts executions of its own, not those of before', async () => {
    const system = openSystem();
    await system.register(scheduled('{ after: PT1M }'));
    for (let turn = 0; turn < 3; turn += 1) await pass(system, turn === 0 ? 0 : MINUTE_MS);
    expect(await runs(system)).toHaveLength(3);
    await system.register(scheduled('', { version: '2.0.0' }));
    await pass(system, HOUR_MS);
    await system.register(scheduled('{ after: PT1M }', { version: '3.0.0' }));
    await pass(system, 0);
    await pass(system, MINUTE_MS);
    expect((await runs(system)).map(({ definition }) => definition.version)).toEqual(['1.0.0', '1.0.0', '1.0.0', '3.0.0', '3.0.0']);
  });
});

describe('events that start executions', () => {
  const ON = '{ on: { all: [{ with: { type: a } }, { with: { type: b } }] } }';

  test('each round of them starts one, with the array of what was read', async () => {
    const system = openSystem();
    await system.register(scheduled(ON));
    await system.publish({ type: 'a', data: 1 }, { type: 'a', data: 2 }, { type: 'b', data: 3 }, { type: 'b', data: 4 }, { type: 'a', data: 5 });
    await system.settle();
    expect(new Set((await runs(system)).map(({ output }) => output))).toEqual(new Set([{ input: [1, 3] }, { input: [4, 5] }]));
  });

  test('a new version goes on with the round that has begun, when it waits for the same events', async () => {
    const system = openSystem();
    await system.register(scheduled(ON));
    await system.publish({ type: 'a', data: 1 });
    await system.settle();
    await system.register(scheduled(ON, { version: '1.1.0' }));
    await system.publish({ type: 'b', data: 2 });
    await system.settle();
    expect((await runs(system)).map(({ definition, output }) => [definition.version, output])).toEqual([['1.1.0', { input: [1, 2] }]]);
  });

  test('come to a schedule whose subscriber was opened and that is not written down yet', async () => {
    const stores = openMemory();
    const unwritten: (() => void)[] = [];
    const scheduleStore: typeof stores.scheduleStore = { ...stores.scheduleStore, save: async (request) => (await new Promise<void>((resolve) => unwritten.push(resolve)), stores.scheduleStore.save(request)) };
    const system = openSystem({ stores: { ...stores, scheduleStore } });
    const registering = system.register(scheduled(ON));
    await expect.poll(() => unwritten.length).toBe(1);
    await system.publish({ type: 'a', data: 1 }, { type: 'b', data: 2 });
    await deliverEvents(system.ports);
    unwritten.forEach((write) => write());
    await registering;
    expect(await runs(system)).toEqual([]);
    await pass(system, DELIVER_LEASE_MS_DEFAULT);
    expect((await runs(system)).map(({ output }) => output)).toEqual([{ input: [1, 2] }]);
  });

  test('do not start what a schedule waits for no more, though its old subscriber was never closed', async () => {
    const stores = openMemory();
    const system = openSystem({ stores: { ...stores, eventBus: { ...stores.eventBus, close: () => Promise.resolve() } } });
    await system.register(scheduled(ON));
    await system.register(scheduled('{ on: { one: { with: { type: c } } } }', { version: '2.0.0' }));
    await pass(system, MINUTE_MS);
    const healed = openSystem({ stores });
    healed.clock.advance(2 * MINUTE_MS);
    await healed.publish({ type: 'a' }, { type: 'b' });
    await healed.settle();
    expect(await runs(healed)).toEqual([]);
    await healed.publish({ type: 'c', data: 3 });
    await healed.settle();
    expect((await runs(healed)).map(({ output }) => output)).toEqual([{ input: [3] }]);
  });

  test('a version without a schedule waits for nothing', async () => {
    const system = openSystem();
    await system.register(scheduled(ON));
    await system.register(scheduled('', { version: '2.0.0' }));
    await system.publish({ type: 'a' }, { type: 'b' });
    await system.settle();
    expect(await runs(system)).toEqual([]);
  });
});

describe('versions', () => {
  test('the newest one is scheduled, also when an older one is registered after it', async () => {
    const system = openSystem();
    await system.register(scheduled('{ every: PT1M }', { version: '1.2.0' }));
    await system.register(scheduled('{ every: PT1S }', { version: '1.1.0' }));
    await pass(system, MINUTE_MS);
    expect((await runs(system)).map(({ definition }) => definition.version)).toEqual(['1.2.0']);
    await system.register(scheduled('{ every: PT2M }', { version: '2.0.0' }));
    await pass(system, MINUTE_MS);
    expect(await runs(system)).toHaveLength(1);
    await pass(system, MINUTE_MS);
    expect((await runs(system)).map(({ definition }) => definition.version)).toEqual(['1.2.0', '2.0.0']);
  });

  test('what a process registered that died before it could say so is followed after the next start', async () => {
    const system = openSystem();
    const { schedules: _none, ...ports } = system.ports;
    await registerDefinition(ports, registrationOf(scheduled('{ every: PT1M }')));
    await pass(system, MINUTE_MS);
    expect(await runs(system)).toEqual([]);
    await createScheduleFollower(system.ports).followAll();
    await pass(system, MINUTE_MS);
    expect(await runs(system)).toHaveLength(1);
  });

  test('and a newer one that nobody spoke of counts when the older one is due', async () => {
    const system = openSystem();
    await system.register(scheduled('{ every: PT1M }'));
    const { schedules: _none, ...ports } = system.ports;
    await registerDefinition(ports, registrationOf(scheduled('', { version: '2.0.0' })));
    await pass(system, MINUTE_MS);
    await pass(system, MINUTE_MS);
    expect(await runs(system)).toEqual([]);
  });
});

describe('the input schema', () => {
  const DEMANDING = 'input: { schema: { document: { type: object, required: [id], properties: { id: { type: string } } } } }';

  test('a schedule that cannot satisfy it is said at registration, and each run is refused in the log', async () => {
    const system = openSystem();
    const registered = await registerDefinition(system.ports, registrationOf(scheduled('{ every: PT1M }', { input: DEMANDING })));
    expect(registered.diagnostics).toMatchObject([{ code: 'UWF-2068', severity: 'warning', pointer: '/schedule' }]);
    await pass(system, MINUTE_MS);
    await pass(system, MINUTE_MS);
    expect(await runs(system)).toEqual([]);
    expect(system.log.filter(({ event }) => event === 'scheduled-run-refused')).toMatchObject([{ fields: { scheduleId: 'tests.timed', reason: 'input' } }, {}]);
  });

  test('events come as an array, which a schema for objects refuses', async () => {
    const system = openSystem();
    const on = await registerDefinition(system.ports, registrationOf(scheduled('{ on: { one: { with: { type: a } } } }', { input: 'input: { schema: { document: { type: object } } }' })));
    expect(on.diagnostics).toMatchObject([{ code: 'UWF-2068' }]);
  });

  test('a schema that takes what there is, is not warned of', async () => {
    const system = openSystem();
    const fine = await registerDefinition(system.ports, registrationOf(scheduled('{ every: PT1M }', { input: 'input: { schema: { document: { type: object } } }' })));
    expect(fine.diagnostics.filter(({ code }) => code === 'UWF-2068')).toEqual([]);
  });
});

describe('several processes', () => {
  test('fire a slot once, at the same time or one after the death of the other', async () => {
    const stores = openMemory();
    let deaths = 1;
    const scheduleStore: typeof stores.scheduleStore = {
      ...stores.scheduleStore,
      // Dies between the start of the execution and the note of the next time.
      save: (request) => (request.version > 0 && (deaths -= 1) >= 0 ? Promise.reject(new UwfError('UWF-5001')) : stores.scheduleStore.save(request)),
    };
    const dying = openSystem({ stores: { ...stores, scheduleStore } });
    const other = openSystem({ stores });
    await dying.register(scheduled('{ every: PT1M }'));
    for (const system of [dying, other]) system.clock.advance(MINUTE_MS);
    await fireSchedules(dying.ports);
    expect(await runs(dying)).toHaveLength(1);
    other.clock.advance(FIRE_LEASE_MS_DEFAULT);
    await Promise.all([fireSchedules(other.ports), fireSchedules(other.ports)]);
    expect(await runs(other)).toHaveLength(1);
    other.clock.advance(MINUTE_MS - FIRE_LEASE_MS_DEFAULT);
    await Promise.all([fireSchedules(other.ports), fireSchedules(other.ports)]);
    expect(await runs(other)).toHaveLength(2);
  });
});
