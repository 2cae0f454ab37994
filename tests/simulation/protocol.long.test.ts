import { describe, expect, test } from 'vitest';
import { failAtEveryPoint } from './crash-points.ts';
import { sweep } from './sweep.ts';

/** The full figures of protocol §13.1; the short form is protocol.test.ts. */
describe('the door, simulated at length', () => {
  test.each([
    { name: 'long: crash, pause, replay, rewind', restores: 0, seeds: 20_000, weather: 'usual', doneMin: 4 },
    { name: 'long: and up to 3 restores', restores: 3, seeds: 20_000, weather: 'usual', doneMin: 2 },
    { name: 'long: and up to 8 restores', restores: 8, seeds: 10_000, weather: 'usual', doneMin: 2 },
    { name: 'long: and a storm', restores: 8, seeds: 10_000, weather: 'stormy', doneMin: 1 },
  ] as const)('$name', async (plan) => {
    const { violating, told } = await sweep(plan);
    expect(violating).toEqual([]);
    expect(told.done).toBeGreaterThan(plan.seeds * plan.doneMin);
  });

  test('one fault at every I/O point of several runs', async () => {
    const { violating, undone } = await failAtEveryPoint(['every-point', 'every-point-2', 'every-point-3', 'every-point-4']);
    expect(violating).toEqual([]);
    expect(undone).toEqual([]);
  });
});
