import { describe, expect, test } from 'vitest';
import { compilePair, loadPairs, measureRun, resultOf } from './measure.ts';

const pairs = loadPairs();

test('twelve workflows of different shape are compared', () => {
  expect(pairs).toHaveLength(12);
  expect(pairs.filter(({ runs }) => runs.length < 2)).toEqual([]);
});

describe.each(pairs)('$name', (pair) => {
  test.each([0, 1, 2] as const)('compiled at -O%i ends as the machine written by hand does', async (level) => {
    const machine = await compilePair(pair, level);
    for (const run of pair.runs) {
      const [compiled, handWritten] = [await measureRun(machine, run), await measureRun(pair.handWritten, run)];
      expect(resultOf(compiled), JSON.stringify(run)).toEqual(resultOf(handWritten));
    }
  });

  test('succeeds on its success path', async () => {
    const [success] = pair.runs;
    expect(success).toBeDefined();
    if (success !== undefined) expect(await measureRun(pair.handWritten, success)).toMatchObject({ status: 'succeeded' });
  });
});
