import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';

const GOOD = `document: { dsl: 1.0.0, namespace: tests, name: hello, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - greet:
      set: { message: "\${ 'hello ' & $input.name }" }
`;
/** Tier 1 data in the body of a call from the cloud. */
const LEAK = `document: { dsl: 1.0.0, namespace: tests, name: leak, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      properties: { phone: { type: string, x-tier: 1 } }
do:
  - notify:
      call: http
      with:
        method: post
        endpoint: https://partner.example/notify
        body: { phone: "\${ $input.phone }" }
`;
/** Needs two documents from its own folder. */
const OUTSIDE = `document: { dsl: 1.0.0, namespace: tests, name: outside, version: 1.0.0 }
evaluate: { language: jsonata }
input: { schema: { resource: { endpoint: schemas/person.json } } }
do:
  - ask:
      call: openapi
      with: { document: { endpoint: './pets.yaml' }, operationId: getPets }
`;
const PETS = `openapi: 3.1.0
info: { title: pets, version: '1' }
servers: [{ url: https://pets.example }]
paths: { /pets: { get: { operationId: getPets, responses: { '200': { description: ok } } } } }
`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-cli-'));
  writeFileSync(join(folder, 'good.yaml'), GOOD);
  writeFileSync(join(folder, 'leak.yaml'), LEAK);
  mkdirSync(join(folder, 'nested', 'schemas'), { recursive: true });
  writeFileSync(join(folder, 'nested', 'outside.yaml'), OUTSIDE);
  writeFileSync(join(folder, 'nested', 'pets.yaml'), PETS);
  writeFileSync(join(folder, 'nested', 'schemas', 'person.json'), '{"type":"object","properties":{"name":{"type":"string"}}}');
  writeFileSync(join(folder, 'escape.yaml'), OUTSIDE.replace('./pets.yaml', '../pets.yaml').replace('schemas/person.json', 'https://pets.example/person.json'));
  writeFileSync(join(folder, 'broken.yaml'), 'document: [\n');
  writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x64, 0x6f, 0x3a, 0xe9]));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): Promise<CliOutcome> {
  return uwf(args, { folder });
}

describe('uwf workflow validate', () => {
  test('accepts a good document with exit code 0', async () => {
    expect(await run('workflow', 'validate', 'good.yaml')).toEqual({ exitCode: 0, stdout: 'accepted  good.yaml for private-cloud (zone private-cloud)\n', stderr: '' });
  });

  test('prints one object for machines', async () => {
    const { exitCode, stdout, stderr } = await run('workflow', 'validate', 'good.yaml', '-o', 'json');
    expect([exitCode, JSON.parse(stdout), stderr]).toEqual([0, { diagnostics: [] }, '']);
  });

  test('refuses a leak with exit code 3 and shows the path of the data and the way out', async () => {
    const { exitCode, stdout, stderr } = await run('workflow', 'validate', 'leak.yaml', '-o', 'json');
    const { diagnostics } = JSON.parse(stdout);
    expect([exitCode, stderr]).toEqual([3, '']);
    expect(diagnostics[0]).toMatchObject({
      code: expect.stringMatching(/^UWF-3\d{3}$/),
      severity: 'error',
      pointer: expect.stringContaining('/do/0/notify'),
      message: expect.any(String),
      wayOut: expect.any(String),
      related: expect.arrayContaining([{ pointer: expect.any(String), note: expect.any(String) }]),
    });
  });

  test('accepts the same document for the bank side, by the name of a zone', async () => {
    expect((await run('workflow', 'validate', 'leak.yaml', '--target', 'on-prem')).exitCode).toBe(0);
  });

  test('shows the refusal to a person with its line and a caret', async () => {
    const { exitCode, stdout } = await run('workflow', 'validate', 'leak.yaml');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/error\[UWF-3\d{3}\]/);
    expect(stdout).toMatch(/--> leak\.yaml:\d+:\d+/);
    expect(stdout).toMatch(/\n +\| +\^\n/);
    expect(stdout).toContain('refused  leak.yaml: its data flow is not allowed');
  });

  test.each([['broken.yaml'], ['latin1.yaml']])('finds %s not valid, with exit code 2 and a finding', async (file) => {
    const { exitCode, stdout } = await run('workflow', 'validate', file, '-o', 'json');
    expect([exitCode, JSON.parse(stdout).diagnostics.length > 0]).toEqual([2, true]);
  });

  test('reads the documents that a document needs beside it', async () => {
    const { exitCode, stdout } = await run('workflow', 'compile', 'nested/outside.yaml');
    const program = JSON.parse(stdout);
    expect([exitCode, program.inputSchema.properties]).toEqual([0, { name: { type: 'string' } }]);
    expect(JSON.stringify(program.machine)).toContain('https://pets.example/pets');
  });

  test('reads nothing from elsewhere: no folder above, no host that is not listed', async () => {
    const { exitCode, stdout } = await run('workflow', 'validate', 'escape.yaml', '-o', 'json');
    const messages = JSON.parse(stdout).diagnostics.filter(({ code }: { readonly code: string }) => code === 'UWF-2023').map(({ message }: { readonly message: string }) => message);
    expect(exitCode).toBe(2);
    expect(messages).toContain('The document at ../pets.yaml cannot be had: its address is not one that may be read here.');
    expect(messages).toContain('The document at https://pets.example/person.json cannot be had: its address is not one that may be read here.');
  });

  test('reads standard input', async () => {
    const { exitCode, stdout } = await uwf(['workflow', 'validate', '-'], { folder, input: GOOD });
    expect([exitCode, stdout]).toEqual([0, 'accepted  (standard input) for private-cloud (zone private-cloud)\n']);
  });

  test('takes several files, names each, and ends with the worst', async () => {
    const { exitCode, stdout } = await run('workflow', 'validate', 'good.yaml', 'leak.yaml', 'broken.yaml', '-o', 'json');
    const files = new Set<string>(JSON.parse(stdout).diagnostics.map((diagnostic: { readonly file: string }) => diagnostic.file));
    expect([exitCode, [...files]]).toEqual([2, ['leak.yaml', 'broken.yaml']]);
    expect((await run('workflow', 'validate', 'good.yaml', 'leak.yaml')).exitCode).toBe(3);
  });

  test('writes the findings line by line, or as YAML', async () => {
    const lines = await run('workflow', 'validate', 'leak.yaml', '-o', 'jsonl');
    expect(lines.stdout.trimEnd().split('\n').map((line) => JSON.parse(line).severity)).toContain('error');
    expect(parse((await run('workflow', 'validate', 'leak.yaml', '-o', 'yaml')).stdout)).toHaveProperty('diagnostics');
  });

  test.each([
    ['a file that is not there', ['workflow', 'validate', 'gone.yaml'], 'UWF-6001'],
    ['a folder', ['workflow', 'validate', '.'], 'UWF-6001'],
    ['no file', ['workflow', 'validate'], 'UWF-6002'],
    ['an unknown option', ['workflow', 'validate', 'good.yaml', '--nope'], 'UWF-6002'],
    ['an unknown format', ['workflow', 'validate', 'good.yaml', '-o', 'xml'], 'UWF-6002'],
    ['an unknown target', ['workflow', 'validate', 'good.yaml', '--target', 'moon'], 'UWF-6002'],
    ['an unknown verb', ['workflow', 'destroy'], 'UWF-6002'],
    ['an unknown noun', ['worfklow'], 'UWF-6002'],
    ['a handlers folder that is not there', ['workflow', 'validate', 'good.yaml', '--handlers', 'gone'], 'UWF-5005'],
    ['a configuration that is not there', ['workflow', 'validate', 'good.yaml', '--config', 'gone.yaml'], 'UWF-5005'],
    ['a catalogue that is a document', ['workflow', 'validate', 'good.yaml', '--catalogue', 'leak.yaml'], 'UWF-6007'],
  ])('answers %s with exit code 2, one message and nothing on stdout', async (_name, args, code) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('uwf workflow compile', () => {
  test('writes the program to stdout', async () => {
    const { exitCode, stdout } = await run('workflow', 'compile', 'good.yaml');
    const program = JSON.parse(stdout);
    expect([exitCode, program.identity, program.machine.QueryLanguage]).toEqual([0, { namespace: 'tests', name: 'hello', version: '1.0.0' }, 'JSONata']);
  });

  test('is deterministic, to the byte', async () => {
    expect((await run('workflow', 'compile', 'good.yaml')).stdout).toBe((await run('workflow', 'compile', 'good.yaml')).stdout);
  });

  test('shows its states with their zones', async () => {
    const { stdout } = await run('workflow', 'compile', 'good.yaml', '-o', 'table');
    expect(stdout).toMatch(/^STATE +TYPE +ZONE +TASK\n/);
    expect(stdout).toContain('private-cloud');
  });

  test('writes the parts of a program as files', async () => {
    const { exitCode, stdout } = await run('workflow', 'compile', 'good.yaml', '--out', 'compiled');
    expect([exitCode, stdout, readdirSync(join(folder, 'compiled')).sort()]).toEqual([0, '', ['evidence.json', 'placement.json', 'quota.json', 'source-map.json', 'state-machine.asl.json']]);
    expect(JSON.parse(readFileSync(join(folder, 'compiled', 'placement.json'), 'utf8'))).toMatchObject({ zone: 'private-cloud' });
  });

  test('writes no program of a refused document, and tells why', async () => {
    const person = await run('workflow', 'compile', 'leak.yaml');
    expect([person.exitCode, person.stdout]).toEqual([3, '']);
    expect(person.stderr).toMatch(/error\[UWF-3\d{3}\]/);
    const machine = await run('workflow', 'compile', 'leak.yaml', '-o', 'json');
    expect([machine.exitCode, JSON.parse(machine.stdout).diagnostics.length > 0]).toEqual([3, true]);
  });
});

describe('uwf catalogue export', () => {
  test('says when a project has no functions', async () => {
    expect(await run('catalogue', 'export')).toEqual({ exitCode: 0, stdout: '', stderr: 'No functions: the project has no handlers and no catalogue files.\n' });
  });

  test('writes the functions of this repository in a form that validate takes back', async () => {
    const exported = await uwf(['catalogue', 'export', '-o', 'json']);
    writeFileSync(join(folder, 'catalogue.json'), exported.stdout);
    const names = JSON.parse(exported.stdout).functions.map((entry: { readonly name: string }) => entry.name);
    expect(names).toContain('aml-check');
    const merged = await uwf(['catalogue', 'export', '--catalogue', 'catalogue.json', '-o', 'json'], { folder });
    expect(merged.stdout).toBe(exported.stdout);
  });
});

describe('uwf', () => {
  test.each([[['--help']], [['workflow', '--help']], [['run', 'start', '--help']], [['--version']]])('%j is an answer, not an error', async (args) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect([exitCode, stdout.length > 0, stderr]).toEqual([0, true, '']);
  });

  test('names its versions for the report of a fault', async () => {
    const { stdout } = await run('version', '-o', 'json');
    expect(JSON.parse(stdout)).toEqual({ uwf: (await run('--version')).stdout.trim(), compiler: expect.any(String), node: process.version, platform: expect.any(String) });
  });

  test('without a command shows its help and ends as wrong usage', async () => {
    const { exitCode, stderr } = await run();
    expect([exitCode, stderr.includes('Usage: uwf')]).toEqual([2, true]);
  });
});
