import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { unmet, type Expectations } from './expectations.ts';
import { run, type RunRequest } from './module.ts';
import type { ProcessOutcome } from './world.ts';

/** A scenario of ours in the neutral form of the kit, with a world of its own. */
interface Scenario extends Pick<RunRequest, 'definition' | 'input' | 'http' | 'events' | 'secrets' | 'workflows'> {
  readonly id: string;
  readonly expect: Expectations;
  /** What processes leave, by their kind. */
  readonly processes?: { readonly [kind: string]: ProcessOutcome };
}

const FOLDER = new URL('cases/', import.meta.url);

function readScenarios(): readonly Scenario[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort();
  return names.map((name) => JSON.parse(readFileSync(new URL(encodeURIComponent(name), FOLDER), 'utf8')));
}

async function judge(scenario: Scenario, optimisation: 0 | 1 | 2): Promise<readonly string[]> {
  const { expect: expected, processes = {}, id: _id, ...request } = scenario;
  const process = (given: JsonObject): ProcessOutcome => processes[Object.keys(given)[0] ?? ''] ?? {};
  const outcome = await run({ ...request, process, optimisation });
  return unmet(expected, outcome, optimisation === 0);
}

describe('scenarios beyond the kit', () => {
  test.each(readScenarios().map((scenario) => [scenario.id, scenario] as const))('%s', async (_id, scenario) => {
    expect(await judge(scenario, 0)).toEqual([]);
    expect(await judge(scenario, 1)).toEqual([]);
    expect(await judge(scenario, 2)).toEqual([]);
  });
});

test('what a scenario does not expect is told', async () => {
  const definition: JsonValue = { document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' }, do: [{ a: { set: { n: 1 } } }] };
  const outcome = await run({ definition });
  expect(unmet({ status: 'completed', output: { n: 2 }, outputHas: ['m'], allTaskRuns: ['b'] }, outcome, true)).toHaveLength(3);
  expect(isJsonObject(outcome.output ?? null)).toBe(true);
});
