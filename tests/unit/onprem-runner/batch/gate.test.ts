import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createGate } from '#onprem-runner/batch/gate.ts';

describe('a gate', () => {
  test('lets no more through at a time than asked for', async () => {
    const gate = createGate({ most: 2, window: 100, now: () => 0 });
    expect([await gate.enter(1), await gate.enter(2)]).toEqual([true, true]);
    let third: boolean | undefined;
    const entering = gate.enter(3).then((answer) => (third = answer));
    await turn();
    expect(third).toBeUndefined();
    gate.leave(1);
    await entering;
    expect([third, [...gate.underWay]]).toEqual([true, [2, 3]]);
  });

  test('holds a record back that is too far ahead of the oldest', async () => {
    const gate = createGate({ most: 10, window: 3, now: () => 0 });
    for (const item of [1, 2, 3]) await gate.enter(item);
    gate.leave(2);
    let fourth = false;
    const entering = gate.enter(4).then((answer) => (fourth = answer));
    await turn();
    expect(fourth).toBe(false);
    gate.leave(1);
    await entering;
    expect(fourth).toBe(true);
  });

  test('waits as long as a busy service asks, and lets half through then', async () => {
    const gate = createGate({ most: 8, window: 100, now: () => performance.now() });
    gate.answered({ isBusy: true, sentAt: performance.now(), retryAfterMs: 60 });
    const begun = performance.now();
    await gate.enter(1);
    expect([performance.now() - begun >= 50, gate.allowed]).toEqual([true, 4]);
  });

  test('lets nothing through once it is closed, and says so to who waits', async () => {
    const gate = createGate({ most: 1, window: 10, now: () => 0 });
    await gate.enter(1);
    const waiting = gate.enter(2);
    gate.close();
    expect([await waiting, await gate.enter(3)]).toEqual([false, false]);
  });
});
