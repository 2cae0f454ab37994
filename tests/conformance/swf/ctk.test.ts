import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { baselineOf } from './baseline.ts';
import { unmet, type Expectations } from './expectations.ts';
import { run } from './module.ts';

const KIT = new URL('../../../../shared/conformance/swf-ctk/', import.meta.url);
const isThere = existsSync(KIT);

interface KitCase {
  readonly id: string;
  readonly definition: JsonValue;
  readonly input: JsonValue;
  readonly expect: Expectations;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, KIT), 'utf8'));
}

function readCases(): readonly KitCase[] {
  const names = readdirSync(new URL('cases/', KIT)).filter((name) => name.endsWith('.json') && name !== 'index.json').sort();
  return names.map((name) => readJson<KitCase>(`cases/${name}`));
}

async function judge(one: KitCase, optimisation: 0 | 1): Promise<readonly string[]> {
  const files = (name: string): string => readFileSync(new URL(`fakes/${name}`, KIT), 'utf8');
  const outcome = await run({ definition: one.definition, input: one.input, http: readJson('fakes/http.json'), files, optimisation });
  return unmet(one.expect, outcome, optimisation === 0);
}

test.runIf(process.env['CI'] === 'true')('the conformance kit is there', () => {
  expect(isThere, 'the folder ../shared is missing').toBe(true);
});

describe.runIf(isThere)('the conformance kit of the DSL', () => {
  test('every scenario gives what it must, with and without optimisation', async () => {
    const cases = readCases();
    const verdicts = await Promise.all(cases.map(async (one) => ({ id: one.id, why: [...(await judge(one, 0)), ...(await judge(one, 1)).map((text) => `-O1: ${text}`)] })));
    const failed = verdicts.filter(({ why }) => why.length > 0);
    process.stdout.write(`swf-ctk ${cases.length - failed.length} of ${cases.length}\n`);
    expect(failed).toEqual([]);
    expect(cases.length - failed.length).toBeGreaterThanOrEqual(baselineOf('swf-ctk'));
  });
});
