import { describe, expect, test } from 'vitest';
import { startLoop } from '#onprem-runner/daemon/loop.ts';

const FOREVER_MS = 60_000;

describe('startLoop()', () => {
  test('goes on at once while there is more, then waits until it is woken', async () => {
    let turns = 0;
    const loop = startLoop({ idleMs: FOREVER_MS, turn: async () => (turns += 1) < 3, onError: () => undefined });
    await expect.poll(() => turns).toBe(3);
    loop.wake();
    await expect.poll(() => turns).toBe(4);
    await loop.stop();
    expect(turns).toBe(4);
  });

  test('does not sleep over a wake that comes during a turn', async () => {
    let turns = 0;
    let wake: () => void = () => undefined;
    const loop = startLoop({
      idleMs: FOREVER_MS,
      turn: async () => {
        turns += 1;
        if (turns === 1) wake();
        return false;
      },
      onError: () => undefined,
    });
    wake = loop.wake;
    loop.wake();
    await expect.poll(() => turns).toBeGreaterThanOrEqual(2);
    await loop.stop();
  });

  test('goes on after a failure, which it tells', async () => {
    const errors: unknown[] = [];
    const failure = new TypeError('x');
    let turns = 0;
    const loop = startLoop({
      idleMs: 1,
      turn: async () => {
        turns += 1;
        if (turns < 3) throw failure;
        return false;
      },
      onError: (error) => errors.push(error),
    });
    await expect.poll(() => turns).toBeGreaterThan(4);
    await loop.stop();
    expect(errors).toEqual([failure, failure]);
  });

  test('stop() lets the turn end that is under way', async () => {
    let hasEnded = false;
    const loop = startLoop({
      idleMs: 1,
      turn: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        hasEnded = true;
        return true;
      },
      onError: () => undefined,
    });
    await loop.stop();
    expect(hasEnded).toBe(true);
  });
});
