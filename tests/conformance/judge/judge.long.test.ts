import { expect, test } from 'vitest';
import { baselineOf } from '../swf/baseline.ts';
import { isKitThere, readPrograms } from './programs.ts';
import { describeWithJudge } from './suite.ts';

test.runIf(process.env['CI'] === 'true')('the kit and the examples of the specification are there', () => {
  expect(isKitThere, 'the folder ../shared is missing').toBe(true);
});

await describeWithJudge({
  name: 'another interpreter of ASL: all programs of the kit, the examples and our scenarios',
  programs: readPrograms(),
  levels: [0, 1, 2],
  timeoutMs: 900_000,
  mayInstall: true,
  check: (verdicts) => {
    if (isKitThere) expect(verdicts.filter(({ differences }) => differences.length === 0).length).toBeGreaterThanOrEqual(baselineOf('judge'));
  },
});
