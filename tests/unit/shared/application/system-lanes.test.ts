import { afterEach, describe, expect, test } from 'vitest';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { createEngineLoop, type EngineLane, type EngineLoop } from '#shared/application/drive-engine.ts';
import { publishEvents } from '#shared/application/events/publish-events.ts';
import { createSystemLanes } from '#shared/application/system-lanes.ts';
import { createSystemTaskExecutor } from '#shared/application/system-tasks.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { openEngine } from '#tests/support/engine-harness.ts';
import { openSystem } from '#tests/support/system-harness.ts';

const loops: EngineLoop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

const LISTEN = `
document: { dsl: 1.0.0, namespace: tests, name: listen, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - paid: { listen: { to: { one: { with: { type: paid } } } } }
  - child: { run: { workflow: { namespace: tests, name: child, version: latest } } }
`;

const CHILD = `
document: { dsl: 1.0.0, namespace: tests, name: child, version: 1.0.0 }
evaluate: { language: jsonata }
schedule: { every: { milliseconds: 60 } }
do:
  - done: { set: { done: true } }
`;

describe('the lanes of the system in an engine loop', () => {
  test('deliver events, tell of ended executions and keep schedules', async () => {
    const system = openSystem();
    const ports = { ...system.ports, clock: systemClock };
    const loop = createEngineLoop(ports, { executor: createSystemTaskExecutor(ports, { execute: async () => ({ ok: true, output: null }) }), lanes: createSystemLanes(ports) });
    loops.push(loop);
    const listening = await system.register(LISTEN);
    await system.register(CHILD);
    loop.start();
    const id = await system.start(listening);
    await expect.poll(async () => (await ports.eventBus.ofExecution({ executionId: id })).length).toBe(1);
    await publishEvents(ports, [{ id: 'e', source: 's', type: 'paid', event: { id: 'e', source: 's', type: 'paid', specversion: '1.0' } }]);
    await expect.poll(async () => (await system.recordOf(id)).output).toEqual({ done: true });
    await expect.poll(async () => (await ports.executionStore.list({ max: 100, definition: { name: 'child' } })).executions.length, { timeout: 5_000 }).toBeGreaterThan(2);
    expect(system.log.filter(({ level }) => level !== 'info' && level !== 'warn')).toEqual([]);
  });
});

describe('a lane with a signal of its own', () => {
  test('looks when it is told to, when it is nudged and after its interval, not after every commit', async () => {
    const { ports } = openEngine({ clock: systemClock });
    const signal = createCommitSignal();
    let looks = 0;
    const lane: EngineLane = { name: 'own', own: { intervalMs: 60_000, signal }, work: async () => ((looks += 1), 0) };
    const loop = createEngineLoop(ports, { lanes: [lane] });
    loops.push(loop);
    loop.start();
    await expect.poll(() => looks).toBeGreaterThan(4);
    const before = looks;
    for (let commit = 0; commit < 50; commit += 1) {
      ports.commits?.notify();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(looks - before, 'its own growing pauses end now and then').toBeLessThan(5);
    for (const wake of [signal.notify, loop.nudge]) {
      const resting = looks;
      await expect.poll(() => (wake(), looks)).toBeGreaterThan(resting);
    }
  });
});
