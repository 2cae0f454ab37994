import { describe, test } from 'vitest';
import { checkScenario, pairedWays, scenarios } from './scenarios.ts';

describe.each(Object.entries(scenarios))('%s', (_title, scenario) => {
  test.each(pairedWays)('%s', { timeout: 120_000 }, async (_way, way) => checkScenario(scenario, way));
});
