import { describe, test } from 'vitest';
import { allWays, checkScenario, scenarios } from './scenarios.ts';

describe.each(Object.entries(scenarios))('%s', (_title, scenario) => {
  test.each(allWays)('%s', { timeout: 120_000 }, async (_way, way) => checkScenario(scenario, way));
});
