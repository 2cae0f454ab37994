import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { importSteps } from '#shared/core/definition/import/import-steps.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { factsOf } from '#tests/support/machines.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';

const SAMPLES = '../shared/conformance/seed-api/go-example-workflows.jsonl';

function imported(list: JsonValue, wholeSteps = false): JsonObject {
  const outcome = importSteps(list, { wholeSteps });
  assert(outcome.ok, JSON.stringify(!outcome.ok && outcome.error));
  return outcome.value;
}

function findings(list: JsonValue): readonly string[] {
  const outcome = importSteps(list, {});
  return outcome.ok ? [] : outcome.error.map(({ code, pointer }) => `${code} ${pointer}`);
}

/** Compiles against functions with the names that the steps call. */
function programOf(document: JsonObject) {
  const names = [...JSON.stringify(document).matchAll(/"call":"([^"]+)"/gu)].map(([, name]) => name ?? '');
  const catalogue = [...new Set(names)].map((name) => ({ name, version: '1.0.0', zone: 'private-cloud' as const, input: { type: 'object' }, output: { type: 'object' }, errors: [], declassify: [] }));
  const outcome = compileDefinition({ text: stringify(document), target: { name: 't', runtime: 'engine', zone: 'private-cloud' }, catalogue });
  assert(outcome.accepted, JSON.stringify(outcome.diagnostics));
  return outcome.program;
}

const STEPS = {
  id: 'Pay & go',
  description: 'Pays',
  steps: [
    { name: 'Validate' },
    { name: 'Check', childSteps: [{ name: 'aml' }, { name: 'fraud' }], parallel: true },
    { name: 'Tell', childSteps: ['mail', 'sms'] },
    { name: 'Validate', type: 'sequential', child_step_count: 0 },
  ],
};

describe('importSteps()', () => {
  test('makes a call of every step, a fork of parallel child steps and a list of the others', () => {
    const document = imported(STEPS);
    expect(document['document']).toEqual({ dsl: '1.0.3', namespace: 'imported', name: 'pay-go', version: '1.0.0', title: 'Pay & go', summary: 'Pays' });
    const tasks = isJsonArray(document['do']) ? document['do'].flatMap((item) => (isJsonObject(item) ? Object.entries(item) : [])) : [];
    expect(tasks.map(([name, task]) => [name, isJsonObject(task) ? Object.keys(task)[0] : ''])).toEqual([['sharedData', 'set'], ['Validate', 'call'], ['Check', 'fork'], ['Tell', 'do'], ['Validate 2', 'call']]);
  });

  test('what it makes runs: every function gets the shared data, what it answers is merged', () => {
    const program = programOf(imported(STEPS));
    const prepared = prepareProgram(program.machine);
    assert(prepared.ok, 'the program is prepared');
    const given: JsonValue[] = [];
    const { snapshot } = driveExecution(prepared.value, factsOf({ amount: 1 }), {
      task: ({ resource, arguments: work }) => {
        given.push(work);
        return { kind: 'succeeded', output: { [resource.split(':')[2] ?? '']: given.length } };
      },
    });
    expect(given[0]).toEqual({ data: { amount: 1 } });
    expect(given[1]).toEqual({ data: { amount: 1, validate: 1 } });
    expect(snapshot.output).toEqual({ amount: 1, validate: 6, aml: 2, fraud: 3, mail: 4, sms: 5 });
  });

  test.each<[string, JsonValue, readonly string[]]>([
    ['what is no step list', [1], ['UWF-1080 ']],
    ['a list without steps', { id: 'x', steps: [] }, ['UWF-1080 /steps']],
    ['a step without a name', { steps: [{ type: 'sequential' }] }, ['UWF-1081 /steps/0']],
    ['a step that is none', { steps: ['a', null] }, ['UWF-1081 /steps/0', 'UWF-1081 /steps/1']],
    ['child steps that are only counted', { steps: [{ name: 'a', child_step_count: 4 }] }, ['UWF-1081 /steps/0']],
    ['a type whose code is elsewhere', { steps: [{ name: 'a', type: 'echo' }] }, ['UWF-1081 /steps/0/type']],
    ['a field without an equal', { steps: [{ name: 'a', validateHook: 'x' }] }, ['UWF-1081 /steps/0/validateHook']],
    ['child steps without names', { steps: [{ name: 'a', childSteps: [{}, { name: 'b' }] }] }, ['UWF-1081 /steps/0/childSteps/0']],
  ])('refuses %s', (_name, list, expected) => {
    expect(findings(list)).toEqual(expected);
  });

  test('takes a step whose child steps are not listed as one function when asked to', () => {
    const document = imported({ name: 'Echo', steps: [{ name: 'echo-hello', type: 'echo', child_step_count: 4, is_parallel: false }] }, true);
    expect(JSON.stringify(document['do'])).toContain('"call":"echo-hello"');
  });

  test.skipIf(!existsSync(SAMPLES) && process.env['CI'] !== 'true')('converts or refuses every sample of the earlier system, and all of them as whole steps', () => {
    const samples: readonly JsonValue[] = readFileSync(SAMPLES, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
    expect(samples.length).toBeGreaterThan(0);
    const outcomes = samples.map((sample) => importSteps(sample, {}));
    for (const outcome of outcomes) if (!outcome.ok) for (const { code, message } of outcome.error) expect([code, message]).toEqual(['UWF-1081', expect.stringContaining('child steps')]);
    for (const outcome of outcomes) if (outcome.ok) programOf(outcome.value);
    for (const sample of samples) programOf(imported(sample, true));
    expect(outcomes.filter(({ ok }) => ok).length).toBeGreaterThan(0);
  });
});
