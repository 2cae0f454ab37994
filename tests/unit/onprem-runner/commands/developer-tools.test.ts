import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';

const HEADER = 'document: { dsl: 1.0.3, namespace: tests, name: tools, version: 1.0.0 }\nevaluate: { language: jsonata }\n';
const GOOD = `${HEADER}do:\n  - greet:\n      set: { message: "\${ 'hello ' & $.name }" }\n  - get:\n      call: http\n      with: { method: get, endpoint: https://example.com }\n`;
const LEAK = `${HEADER}input:\n  schema:\n    document: { type: object, additionalProperties: false, properties: { phone: { type: string, x-tier: 1 } } }\ndo:\n  - send: { call: http, with: { method: post, endpoint: https://example.com, body: '\${ $.phone }' } }\n`;
const MACHINE = { Comment: 'Doubles', QueryLanguage: 'JSONata', StartAt: 'Double', States: { Double: { Type: 'Pass', Output: '{% $states.input.n * 2 %}', Next: 'Ask' }, Ask: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:ask', End: true } } };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-tools-'));
  writeFileSync(join(folder, 'good.yaml'), GOOD);
  writeFileSync(join(folder, 'leak.yaml'), LEAK);
  writeFileSync(join(folder, 'broken.yaml'), 'do: [');
  writeFileSync(join(folder, 'untidy.yaml'), `do: [{a: {set: {x:   1}}}] # work\n${HEADER}`);
  writeFileSync(join(folder, 'machine.asl.json'), JSON.stringify(MACHINE));
  writeFileSync(join(folder, 'wrong.asl.json'), JSON.stringify({ ...MACHINE, StartAt: 'Nowhere' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): Promise<CliOutcome> {
  return uwf(args, { folder });
}

describe('uwf workflow compile', () => {
  test.each<[string, string]>([['asl', 'StartAt'], ['map', 'states'], ['placement', 'zone'], ['evidence', 'flows'], ['quota', 'definitionBytes']])('writes one part of the program with --emit %s', async (part, member) => {
    const { exitCode, stdout } = await run('workflow', 'compile', 'good.yaml', '--emit', part);
    expect([exitCode, Object.hasOwn(JSON.parse(stdout), member)]).toEqual([0, true]);
  });

  test('takes the levels of optimisation, and no others', async () => {
    for (const level of ['-O0', '-O1', '-O2']) expect((await run('workflow', 'compile', 'good.yaml', level)).exitCode).toBe(0);
    expect((await run('workflow', 'compile', 'good.yaml', '-O3')).exitCode).toBe(2);
  });

  test('writes findings as CSV', async () => {
    const { stdout } = await run('workflow', 'validate', 'leak.yaml', '-o', 'csv');
    expect(stdout).toMatch(/^code,severity,pointer,message/u);
    expect(stdout).toContain('\nUWF-3001,error,/do/0/send/with/body,');
  });
});

describe('uwf workflow graph', () => {
  test('draws a document as Mermaid text', async () => {
    const { exitCode, stdout, stderr } = await run('workflow', 'graph', 'good.yaml');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^flowchart TD\n {2}accTitle: tests.tools@1.0.0\n/u);
    expect(stdout).toContain('greet<br>set<br>private-cloud');
  });

  test('draws it as data', async () => {
    expect(JSON.parse((await run('workflow', 'graph', 'good.yaml', '-o', 'json')).stdout)).toMatchObject({ title: 'tests.tools@1.0.0', nodes: expect.any(Array), edges: expect.any(Array) });
  });

  test('marks what is refused and ends as validate does; draws nothing of what cannot be read', async () => {
    const refused = await run('workflow', 'graph', 'leak.yaml');
    expect([refused.exitCode, refused.stdout.includes('refused'), refused.stderr.includes('UWF-3001')]).toEqual([3, true, true]);
    const broken = await run('workflow', 'graph', 'broken.yaml');
    expect([broken.exitCode, broken.stdout]).toEqual([2, '']);
  });
});

describe('uwf workflow diff', () => {
  test('ends with 0 when nothing differs and with 1 when something does', async () => {
    writeFileSync(join(folder, 'changed.yaml'), GOOD.replace('hello', 'bye'));
    expect(await run('workflow', 'diff', 'good.yaml', 'good.yaml')).toEqual({ exitCode: 0, stdout: '', stderr: 'Nothing differs.\n' });
    const { exitCode, stdout } = await run('workflow', 'diff', 'good.yaml', 'changed.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Document and tasks\n  ~ greet  /set/message\n');
    expect(JSON.parse((await run('workflow', 'diff', 'good.yaml', 'changed.yaml', '-o', 'json')).stdout)).toMatchObject({ tasks: [{ kind: 'changed', about: 'greet' }], dataFlow: [] });
  });

  test('tells why a document does not compile', async () => {
    const { exitCode, stderr } = await run('workflow', 'diff', 'good.yaml', 'leak.yaml');
    expect([exitCode, stderr.includes('UWF-3001')]).toEqual([3, true]);
  });
});

describe('uwf workflow fmt', () => {
  test('--check names what is not formatted and writes nothing', async () => {
    const before = readFileSync(join(folder, 'untidy.yaml'), 'utf8');
    expect(await run('workflow', 'fmt', '--check', 'untidy.yaml')).toEqual({ exitCode: 1, stdout: 'untidy.yaml\n', stderr: '' });
    expect(readFileSync(join(folder, 'untidy.yaml'), 'utf8')).toBe(before);
  });

  test('writes the formatted document in its place, once', async () => {
    expect(await run('workflow', 'fmt', 'untidy.yaml')).toEqual({ exitCode: 0, stdout: '', stderr: 'formatted untidy.yaml\n' });
    expect(readFileSync(join(folder, 'untidy.yaml'), 'utf8')).toBe(`${HEADER}do: [{ a: { set: { x: 1 } } }] # work\n`);
    expect(await run('workflow', 'fmt', 'untidy.yaml')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.formatted'))).toEqual([]);
  });

  test('formats standard input to standard output', async () => {
    expect(await uwf(['workflow', 'fmt', '-'], { folder, input: 'a:   1' })).toEqual({ exitCode: 0, stdout: 'a: 1\n', stderr: '' });
  });

  test('leaves what cannot be read', async () => {
    const { exitCode, stderr } = await run('workflow', 'fmt', 'broken.yaml');
    expect([exitCode, stderr.includes('UWF-1001'), readFileSync(join(folder, 'broken.yaml'), 'utf8')]).toEqual([2, true, 'do: [']);
  });
});

describe('uwf workflow test', () => {
  const write = (name: string, workflowCase: object): void => {
    mkdirSync(join(folder, 'flows', 'cases'), { recursive: true });
    writeFileSync(join(folder, 'flows', 'workflow.yaml'), GOOD);
    writeFileSync(join(folder, 'flows', 'cases', name), JSON.stringify(workflowCase));
  };

  test('runs the cases beneath a folder and says which hold', async () => {
    write('good.json', { description: 'the answer is the output', input: { name: 'you' }, answers: { get: { output: 42 } }, expect: { output: 42 } });
    expect(await run('workflow', 'test', 'flows')).toEqual({ exitCode: 0, stdout: 'holds  tests.tools@1.0.0  the answer is the output  flows/cases/good.json\n', stderr: '1 of 1 cases hold\n' });
  });

  test('ends with 1 when a case does not hold, and says why on stdout, as JSON and as JUnit', async () => {
    write('wrong.json', { input: { name: 'you' }, answers: { get: { output: 42 } }, expect: { output: 43 } });
    const told = await run('workflow', 'test', 'flows', '--junit', 'report.xml');
    expect([told.exitCode, told.stdout.includes('       output: expected 43, got 42\n'), told.stderr]).toEqual([1, true, '1 of 2 cases hold\n']);
    expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toContain('<testsuites tests="2" failures="1"');
    const reports: readonly { readonly holds: boolean }[] = JSON.parse((await run('workflow', 'test', 'flows', '-o', 'json')).stdout);
    expect(reports.map(({ holds }) => holds)).toEqual([true, false]);
    expect((await run('workflow', 'test', 'flows', '-o', 'junit')).stdout).toContain('<failure message="output: expected 43, got 42">');
    rmSync(join(folder, 'flows', 'cases', 'wrong.json'));
  });

  test.each<[string, readonly string[], string]>([
    ['a path that is not there', ['nowhere'], 'UWF-6001'],
    ['a folder without cases', ['.git-nothing'], 'UWF-6001'],
    ['a file that is no case', ['machine.asl.json'], 'UWF-6007'],
  ])('refuses %s', async (_name, paths, code) => {
    const { exitCode, stderr } = await run('workflow', 'test', ...paths);
    expect([exitCode, stderr.includes(`error[${code}]`)]).toEqual([2, true]);
  });

  test('holds every case of this repository, at every level of optimisation', async () => {
    for (const level of ['-O0', '-O1', '-O2']) {
      const { exitCode, stdout, stderr } = await uwf(['workflow', 'test', level]);
      expect([exitCode, exitCode === 0 ? '' : stdout, stderr]).toEqual([0, '', expect.stringMatching(/^(\d+) of \1 cases hold\n$/u)]);
    }
  });
});

describe('uwf test state', () => {
  test('tests a state of a machine in the shape of TestState', async () => {
    const { exitCode, stdout } = await run('test', 'state', 'machine.asl.json', '--state', 'Double', '--input', '{"n":21}', '-o', 'json');
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { status: 'SUCCEEDED', output: 42, nextState: 'Ask' }]);
  });

  test('takes a mock, and an error', async () => {
    expect(JSON.parse((await run('test', 'state', 'machine.asl.json', '-s', 'Ask', '--mock', '{"a":1}', '-o', 'json')).stdout)).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 } });
    const failed = await run('test', 'state', 'machine.asl.json', '-s', 'Ask', '--mock-error', 'Nope', '--mock-error', 'because', '-o', 'json');
    expect([failed.exitCode, JSON.parse(failed.stdout)]).toEqual([1, { status: 'FAILED', error: 'Nope', cause: 'because' }]);
  });

  test('tests a task of a document by its name', async () => {
    const { exitCode, stdout } = await run('test', 'state', 'good.yaml', '--state', 'greet', '--input', '{"name":"you"}', '-o', 'json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { status: 'SUCCEEDED', output: { message: 'hello you' } }]);
  });

  test.each<[string, readonly string[], string]>([
    ['a state that is not there', ['machine.asl.json', '-s', 'Nowhere'], 'State not found'],
    ['a task that is not there', ['good.yaml', '-s', 'nowhere'], 'there is no state or task of that name'],
    ['an input that is no JSON', ['machine.asl.json', '-i', '{'], '--input is not JSON'],
    ['work without a mock', ['machine.asl.json', '-s', 'Ask'], 'A mock must be specified'],
    ['an invalid machine', ['wrong.asl.json'], 'InvalidDefinition'],
  ])('refuses %s', async (_name, args, message) => {
    const { exitCode, stderr } = await run('test', 'state', ...args);
    expect([exitCode, stderr.includes(message)]).toEqual([2, true]);
  });
});

describe('uwf workflow import', () => {
  test('makes a document of a state machine and says whether it compiles', async () => {
    const { exitCode, stdout, stderr } = await run('workflow', 'import', 'machine.asl.json', '--namespace', 'bank');
    expect(exitCode).toBe(0);
    expect(parse(stdout)).toEqual({ document: { dsl: '1.0.3', namespace: 'bank', name: 'machine', version: '1.0.0', title: 'machine', summary: 'Doubles' }, stateMachine: MACHINE });
    expect(stderr).toContain('it does not compile for private-cloud yet');
    expect(stderr).toContain('UWF-2082');
  });

  test('--as-is only says whether Step Functions would take it', async () => {
    expect(await run('workflow', 'import', 'machine.asl.json', '--as-is')).toEqual({ exitCode: 0, stdout: 'valid  machine.asl.json\n', stderr: '' });
    const wrong = await run('workflow', 'import', 'wrong.asl.json', '--as-is');
    expect([wrong.exitCode, wrong.stdout, wrong.stderr.includes('MISSING_TRANSITION_TARGET')]).toEqual([2, '', true]);
  });

  test('makes a document of a step list', async () => {
    writeFileSync(join(folder, 'steps.json'), JSON.stringify({ id: 'pay', steps: [{ name: 'validate' }] }));
    const { exitCode, stdout, stderr } = await run('workflow', 'import', 'steps', 'steps.json');
    expect([exitCode, parse(stdout).document.name, stderr]).toEqual([0, 'pay', '1 of 1 step lists imported\n']);
  });

  test('makes files of several lists, and names the steps that cannot be converted', async () => {
    const lists = [{ name: 'Pay', steps: [{ name: 'a' }] }, { name: 'Pay', steps: [{ name: 'b' }] }, { name: 'Echo', steps: [{ name: 'c', child_step_count: 4 }] }];
    writeFileSync(join(folder, 'steps.jsonl'), lists.map((list) => JSON.stringify(list)).join('\n'));
    expect((await run('workflow', 'import', 'steps', 'steps.jsonl')).exitCode).toBe(2);
    const { exitCode, stderr } = await run('workflow', 'import', 'steps', 'steps.jsonl', '--out', 'imported');
    expect([exitCode, readdirSync(join(folder, 'imported')).sort()]).toEqual([2, ['pay-2.yaml', 'pay.yaml']]);
    expect(stderr).toContain('error[UWF-1081]');
    expect(stderr).toContain('/steps/0');
    expect(stderr).toContain('2 of 3 step lists imported');
    expect((await run('workflow', 'import', 'steps', 'steps.jsonl', '--out', 'whole', '--whole-steps')).exitCode).toBe(0);
  });

  test('refuses names that cannot be, and files that are not JSON', async () => {
    expect((await run('workflow', 'import', 'machine.asl.json', '--name', 'no name')).stderr).toContain('UWF-6002');
    expect((await run('workflow', 'import', 'steps', 'broken.yaml')).stderr).toContain('UWF-6007');
  });
});

test('uwf schema print case writes a schema that cases of this repository fit, and others do not', async () => {
  const { exitCode, stdout } = await run('schema', 'print', 'case');
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(stdout));
  expect([exitCode, validate(JSON.parse(readFileSync('statemachines/examples/antifraud/1.0.0/cases/passes.json', 'utf8'))), validate({ expect: { nothing: 1 } })]).toEqual([0, true, false]);
});

test('uwf schema print writes the published schema', async () => {
  const { exitCode, stdout } = await run('schema', 'print');
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, JSON.parse(readFileSync('docs/schema/uwf-workflow.schema.json', 'utf8'))]);
});
