import { describe, expect, test } from 'vitest';
import { judgeCase } from '#onprem-runner/cases/judge-case.ts';
import { toJunit } from '#onprem-runner/cases/junit.ts';
import type { CaseOutcome, WorkflowCase } from '#onprem-runner/cases/model.ts';
import { parseCase } from '#onprem-runner/cases/parse-case.ts';
import { playCase } from '#onprem-runner/cases/play-case.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CATALOGUE, TARGET } from '#tests/conformance/compiler/goldens.ts';

const validator = createSchemaValidator();
const HEADER = 'document: { dsl: 1.0.3, namespace: tests, name: cases, version: 1.0.0 }\nevaluate: { language: jsonata }\n';
const CHECK = `do:\n  - check: { call: aml-check:1.2.0, with: { id: '\${ $.id }' } }\n`;
const HTTP = 'do:\n  - get: { call: http, with: { method: get, endpoint: https://example.com } }\n';

function play(body: string, workflowCase: Omit<WorkflowCase, 'expect'> = {}): Promise<CaseOutcome> {
  const outcome = compileDefinition({ text: HEADER + body, target: TARGET, catalogue: CATALOGUE });
  return playCase({ workflowCase: { ...workflowCase, expect: {} }, outcome, catalogue: CATALOGUE, validator });
}

describe('a case is played with answers', () => {
  const answer = { output: { resolution: 'PASS' } };

  test.each<[string, string]>([['the name of the task', 'check'], ['its pointer', '/do/0/check'], ['the function with its version', 'aml-check:1.2.0'], ['the function', 'aml-check']])('by %s', async (_name, key) => {
    expect(await play(CHECK, { input: { id: 'x' }, answers: { [key]: answer } })).toMatchObject({ status: 'succeeded', output: { resolution: 'PASS' }, calls: [{ task: 'check', arguments: { id: 'x' } }], mistakes: [] });
  });

  test('by the most exact name', async () => {
    expect(await play(CHECK, { input: { id: 'x' }, answers: { 'aml-check': { output: { resolution: 'FAIL' } }, check: answer } })).toMatchObject({ output: { resolution: 'PASS' }, mistakes: [expect.stringContaining("'aml-check'")] });
  });

  test('errors are what the runner would report: codes of the function, names of ASL, error objects, statuses of HTTP', async () => {
    expect(await play(CHECK, { input: { id: 'x' }, answers: { check: { error: 'AML_UNAVAILABLE' } } })).toMatchObject({ status: 'failed', error: 'urn:uwf:error:AML_UNAVAILABLE#503' });
    expect(await play(CHECK, { input: { id: 'x' }, answers: { check: { error: 'States.Timeout' } } })).toMatchObject({ status: 'failed', error: 'States.Timeout' });
    expect(await play(HTTP, { answers: { get: { error: { status: 404 } } } })).toMatchObject({ error: expect.stringMatching(/communication#404$/u) });
    expect(await play(HTTP, { answers: { get: { error: { type: 'https://e.example/x', status: 409 } } } })).toMatchObject({ error: 'https://e.example/x#409' });
  });

  test('time passes by the clock of the case', async () => {
    expect(await play(`do:\n  - later: { wait: { minutes: 5 } }\n  - get: { call: http, with: { method: get, endpoint: https://example.com } }\n`, { answers: { get: { output: 1, afterSeconds: 1.5 } } })).toMatchObject({ seconds: 301.5 });
    expect(await play(`do:\n  - get: { call: http, with: { method: get, endpoint: https://example.com }, timeout: { after: { seconds: 7 } } }\n`, { answers: { get: { never: true } } })).toMatchObject({ status: 'failed', seconds: 7 });
    expect(await play(HTTP, { answers: { get: { never: true } } })).toMatchObject({ status: 'waiting' });
  });

  test('events come when somebody listens; those that are published are told', async () => {
    const body = 'do:\n  - tell: { emit: { event: { with: { type: told, source: https://e.example, data: { a: 1 } } } } }\n  - hear: { listen: { to: { one: { with: { type: heard } } } } }\n';
    const outcome = await play(body, { events: [{ id: '1', source: 's', type: 'other' }, { id: '2', source: 's', type: 'heard', data: { b: 2 } }] });
    expect(outcome).toMatchObject({ status: 'succeeded', output: [{ b: 2 }], events: [{ type: 'told', data: { a: 1 } }] });
  });

  test('what needs nothing from outside is really done', async () => {
    const body = `input:\n  schema:\n    document: { type: object, additionalProperties: false, properties: { id: { type: string, x-tier: 1 } } }\ndo:\n  - work:\n      set: { short: '\${ $substring($.id, 0, 1) }' }\n      metadata: { uwf: { zone: on-prem } }\n`;
    expect(await play(body, { input: { id: 'xyz' } })).toMatchObject({ status: 'succeeded', output: { short: 'x' }, calls: [] });
  });
});

describe('a case is told what is wrong with it', () => {
  test.each<[string, string, Omit<WorkflowCase, 'expect'>, string]>([
    ['no answer', CHECK, { input: { id: 'x' } }, "no answer for 'check'"],
    ['an answer too few', `${CHECK}  - again: { call: aml-check:1.2.0, with: { id: y } }\n`, { input: { id: 'x' }, answers: { 'aml-check': [{ output: { resolution: 'PASS' } }] } }, 'called 2 times and has 1 answers'],
    ['an answer that nobody asked for', HTTP, { answers: { get: { output: 1 }, other: { output: 2 } } }, "'other'"],
    ['an error code that the function does not have', CHECK, { input: { id: 'x' }, answers: { check: { error: 'NOPE' } } }, "no error code 'NOPE'; it has AML_UNAVAILABLE, AML_REJECTED"],
    ['an answer that the function could not give', CHECK, { input: { id: 'x' }, answers: { check: { output: { resolution: 'MAYBE' } } } }, 'breaks the output schema'],
  ])('%s', async (_name, body, workflowCase, mistake) => {
    expect((await play(body, workflowCase)).mistakes).toEqual([expect.stringContaining(mistake)]);
  });

  test('arguments that break the schema of the function fail the task, as on the runner', async () => {
    expect(await play(CHECK, { input: { id: 7 }, answers: { check: { output: { resolution: 'PASS' } } } })).toMatchObject({ status: 'failed', error: 'Uwf.InvalidArguments' });
  });

  test.each<[string, JsonObject | string]>([['no JSON', '{'], ['no expectation', {}], ['an unknown field', { expect: { status: 'succeeded' }, expected: 1 }], ['an answer of two kinds', { expect: {}, answers: { a: { output: 1, error: 'x' } } }]])('%s is no case', (_name, file) => {
    expect(parseCase(validator, typeof file === 'string' ? file : JSON.stringify(file))).toMatchObject({ ok: false });
  });
});

describe('judgeCase()', () => {
  const outcome: CaseOutcome = { status: 'succeeded', output: { a: 1, list: [{ x: 1, y: 2 }] }, calls: [{ task: 'one', pointer: '', resource: '', arguments: { p: 1, q: 2 } }], events: [{ type: 't', id: '1' }], seconds: 2, diagnostics: [], mistakes: [] };

  test('holds what is as expected', () => {
    expect(judgeCase({ output: { list: [{ y: 2, x: 1 }], a: 1 }, outputContains: { list: [{ x: 1 }] }, calls: [{ task: 'one', arguments: { q: 2, p: 1 }, argumentsContain: { p: 1 } }], events: [{ type: 't' }], seconds: 2 }, outcome)).toEqual([]);
  });

  test.each<[string, Parameters<typeof judgeCase>[0], readonly string[]]>([
    ['another status', { status: 'failed' }, ['status: expected failed, got succeeded']],
    ['another value', { output: { a: 2, list: [{ x: 1, y: 2 }] } }, ['output/a: expected 2, got 1']],
    ['a value too many', { output: { list: [{ x: 1, y: 2 }] } }, ['output/a: not expected, got 1']],
    ['a value too few', { outputContains: { b: 1 } }, ['output/b: expected 1, there is none']],
    ['a list of another length', { outputContains: { list: [] } }, ['output/list: expected 0 items, got 1: [{"x":1,"y":2}]']],
    ['other work', { calls: ['one', 'two'] }, ['calls: expected 2 items, got 1: ["one"]']],
    ['other arguments', { calls: [{ task: 'one', arguments: { p: 1 } }] }, ['calls/0 (one)/q: not expected, got 2']],
    ['another time', { seconds: 3 }, ['seconds: expected 3, got 2']],
    ['an error where there is none', { error: 'States.Timeout' }, ['status: expected failed, got succeeded', 'error: expected States.Timeout, got none']],
  ])('names %s', (_name, expect_, problems) => {
    expect(judgeCase(expect_, outcome)).toEqual(problems);
  });

  test('tells only what is wrong with the case itself, when something is', () => {
    expect(judgeCase({ status: 'succeeded' }, { ...outcome, status: 'waiting', mistakes: ['the case has no answer'] })).toEqual(['the case has no answer']);
  });
});

test('toJunit() writes what a build server reads, with every text escaped', () => {
  const xml = toJunit([
    { file: 'a.json', workflow: 'n.w@1.0.0', name: 'holds', problems: [], milliseconds: 12 },
    { file: 'b.json', workflow: 'n.w@1.0.0', name: '<&"\'\u0007>', problems: ['first', 'second'], milliseconds: 8 },
  ]);
  expect(xml).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites tests="2" failures="1" time="0.020">',
      '  <testsuite name="n.w@1.0.0" tests="2" failures="1" time="0.020">',
      '    <testcase classname="n.w@1.0.0" name="holds" file="a.json" time="0.012"/>',
      '    <testcase classname="n.w@1.0.0" name="&lt;&amp;&quot;&apos;\ufffd&gt;" file="b.json" time="0.008">',
      '      <failure message="first">first\nsecond</failure>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  );
});
