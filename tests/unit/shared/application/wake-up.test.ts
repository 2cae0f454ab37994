import { expect, test } from 'vitest';
import { createWakeUp } from '#shared/application/wake-up.ts';

/** Longer than any test waits. */
const LONG_MS = 60_000;

async function takesAtMost(ms: number, pause: Promise<unknown>): Promise<boolean> {
  return Promise.race([pause.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ms))]);
}

test('a pause ends by itself, and not before its time', async () => {
  const wakeUp = createWakeUp();
  expect(await takesAtMost(20, wakeUp.pause(200, wakeUp.count()))).toBe(false);
  expect(await takesAtMost(2_000, wakeUp.pause(1, wakeUp.count()))).toBe(true);
});

test('a pause ends for all who wait when it is woken', async () => {
  const wakeUp = createWakeUp();
  const pauses = [wakeUp.pause(LONG_MS, wakeUp.count()), wakeUp.pause(LONG_MS, wakeUp.count())];
  wakeUp.wake();
  expect(await takesAtMost(2_000, Promise.all(pauses))).toBe(true);
});

test('what happened since the count was taken is not slept over', async () => {
  const wakeUp = createWakeUp();
  const since = wakeUp.count();
  wakeUp.wake();
  expect(wakeUp.count()).toBe(since + 1);
  expect(await takesAtMost(2_000, wakeUp.pause(LONG_MS, since))).toBe(true);
});
