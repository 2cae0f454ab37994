import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { forEachAtOnce } from '#onprem-runner/commands/for-each-at-once.ts';

describe('forEachAtOnce()', () => {
  test('answers in the order of the items, whatever ends first', async () => {
    const answers = await forEachAtOnce([30, 1, 10], 3, async (ms, index) => {
      await sleep(ms);
      return `${index}:${ms}`;
    });
    expect(answers).toEqual(['0:30', '1:1', '2:10']);
  });

  test('never does more at once than it was told to, and as many when there is enough', async () => {
    let running = 0;
    let most = 0;
    await forEachAtOnce(Array.from({ length: 20 }), 4, async () => {
      most = Math.max(most, (running += 1));
      await sleep(1);
      running -= 1;
    });
    expect(most).toBe(4);
  });

  test('begins nothing more after a fault', async () => {
    const begun: number[] = [];
    const work = forEachAtOnce([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await sleep(item === 0 ? 1 : 10);
      if (item === 0) throw new RangeError('stop');
    });
    await expect(work).rejects.toThrow('stop');
    await sleep(30);
    expect(begun).toEqual([0, 1]);
  });

  test('has nothing to do for no items', async () => {
    expect(await forEachAtOnce([], 4, () => Promise.resolve(1))).toEqual([]);
  });
});
