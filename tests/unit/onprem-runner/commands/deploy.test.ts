import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHttpHost, type HttpHost } from '#functions/node-host/index.ts';
import { operations } from '#functions/operations/table.ts';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import { runCli } from '#onprem-runner/commands/run-cli.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import { RATE } from '#tests/unit/shared/core/tier/samples.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

const AWS: DeploymentTarget = { name: 'aws', runtime: 'step-functions', zone: 'private-cloud' };
/** Lets the score out as well. */
const LOOSE: CatalogueEntry = { ...RATE, version: '2.0.0', declassify: [...RATE.declassify, { path: '/score', to: 2, purpose: 'routing', method: 'range' }] };

const header = (name: string, version: string): string => `document: { dsl: 1.0.0, namespace: tests, name: ${name}, version: ${version} }\nevaluate: { language: jsonata }\n`;
const hello = (version: string, greeting = 'hello'): string => `${header('hello', version)}do: [{ greet: { set: { message: ${greeting} } } }]\n`;
const rating = (version: string, functionVersion: string): string => `${header('rating', version)}do: [{ rate: { call: 'rate:${functionVersion}@default', with: {} } }]\n`;
const LEAK = `${header('leak', '1.0.0')}input:
  schema: { document: { type: object, additionalProperties: false, properties: { phone: { type: string, x-tier: 1 } } } }
do: [{ notify: { call: http, with: { method: post, endpoint: 'https://partner.example/notify', body: { phone: '\${ $input.phone }' } } } }]
`;

let folder = '';
let host: HttpHost | undefined;
let api: TestPorts['ports'];
let token = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-deploy-'));
  write('uwf.config.yaml', `targets:
  - { name: private-cloud, runtime: engine, zone: private-cloud }
  - { name: aws, runtime: step-functions, zone: private-cloud }
  - { name: azure, runtime: durable-functions, zone: private-cloud }
  - { name: bank, runtime: engine, zone: on-prem }
catalogue: [catalogue.json]
`);
  write('catalogue.json', JSON.stringify({ functions: [RATE, LOOSE] }));
  await serve([RATE, LOOSE]);
  token = await issueToken();
});

afterEach(async () => {
  await host?.close();
  rmSync(folder, { recursive: true });
});

async function serve(catalogue: readonly CatalogueEntry[], target = AWS): Promise<void> {
  await host?.close();
  ({ ports: api } = await createTestPorts({ target, catalogue }));
  host = await startHttpHost({ operations, ports: api, host: '127.0.0.1', port: 0, logger: api.logger });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
}

/** `answer`: of the person at the terminal; nobody is there without it. */
async function deploy(args: readonly string[], answer?: string): Promise<Ended> {
  const terminal = createMemoryTerminal();
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => Promise.resolve(answer ?? '').finally(() => void asked.push(question));
  const environment = readCommandEnvironment({ UWF_API: host?.url ?? '', UWF_TOKEN: token });
  const exitCode = await runCli(['deploy', '--target', 'aws', ...args], { terminal: answer === undefined ? terminal : { ...terminal, ask }, environment, folder });
  return { exitCode, stdout: terminal.written(), stderr: terminal.told(), asked };
}

async function rowsOf(...args: readonly string[]): Promise<readonly { readonly [member: string]: unknown }[]> {
  return JSON.parse((await deploy([...args, '-o', 'json'])).stdout);
}

async function registered(): Promise<readonly string[]> {
  return (await api.definitionStore.list()).map(({ identity: { name, version } }) => `${name}@${version}`);
}

describe('uwf deploy', () => {
  test('registers what is new, beneath statemachines, and says so', async () => {
    write('statemachines/tests/hello/1.0.0/workflow.yaml', hello('1.0.0'));
    write('statemachines/tests/hello/1.1.0/workflow.json', JSON.stringify({ document: { dsl: '1.0.0', namespace: 'tests', name: 'hello', version: '1.1.0' }, evaluate: { language: 'jsonata' }, do: [{ greet: { set: { message: 'hi' } } }] }));
    write('elsewhere/workflow.yaml', LEAK);
    const { exitCode, stdout, stderr } = await deploy([]);
    expect([exitCode, stderr]).toEqual([0, 'Registering tests.hello@1.0.0\nRegistering tests.hello@1.1.0\n']);
    expect(stdout).toMatch(/^Plan for aws \(step-functions, zone private-cloud\)\nPLAN +WORKFLOW +THERE +FILE +NOTE\nnew +tests\.hello@1\.0\.0 +statemachines/u);
    expect(stdout).toMatch(/registered {2}tests\.hello@1\.1\.0 {2}[0-9a-f]{64}\n$/u);
    expect(await registered()).toEqual(['hello@1.1.0', 'hello@1.0.0']);
  });

  test('registers nothing a second time', async () => {
    write('workflow.yaml', hello('1.0.0'));
    await deploy([]);
    const again = await deploy(['-o', 'json']);
    expect([again.exitCode, again.stderr, JSON.parse(again.stdout)]).toEqual([0, '', [expect.objectContaining({ plan: 'unchanged', newest: '1.0.0', lessSafe: [] })]]);
    expect(again.stdout).not.toContain('outcome');
  });

  test('only plans with --dry-run', async () => {
    write('workflow.yaml', rating('1.0.0', '1.0.0'));
    const { exitCode, stdout } = await deploy(['--dry-run']);
    expect([exitCode, await registered()]).toEqual([0, []]);
    expect(stdout).toContain('! declassified  rate /grade  Tier 1 → Tier 2 as enum: routing');
  });

  test('puts files of schemas into the document, since the API cannot read them', async () => {
    write('workflow.yaml', `${header('hello', '1.0.0')}input: { schema: { resource: { endpoint: person.json } } }\ndo: [{ greet: { set: { message: hello } } }]\n`);
    write('person.json', '{"type":"object","properties":{"name":{"type":"string"}}}');
    expect(await rowsOf()).toMatchObject([{ plan: 'new', outcome: 'stored' }]);
    expect((await api.definitionStore.list())[0]?.program.inputSchema).toMatchObject({ properties: { name: { type: 'string' } } });
  });

  test.each(['json', 'jsonl', 'yaml', 'csv'])('has a row for each document as %s', async (format) => {
    write('workflow.yaml', hello('1.0.0'));
    const { exitCode, stdout } = await deploy(['--dry-run', '-o', format]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('tests.hello@1.0.0');
    expect(stdout).not.toContain('Plan for');
  });
});

describe('uwf deploy refuses', () => {
  test('a document whose data may not be there, whole and with its lines, and registers none of the others', async () => {
    write('a/workflow.yaml', hello('1.0.0'));
    write('b/workflow.yaml', LEAK);
    const { exitCode, stdout, stderr } = await deploy(['a', 'b']);
    expect([exitCode, await registered()]).toEqual([3, []]);
    expect(stdout).toMatch(/error\[UWF-3\d{3}\]/u);
    expect(stdout).toMatch(/--> b\/workflow\.yaml:\d+:\d+/u);
    expect(stdout).toMatch(/\nrefused +tests\.leak@1\.0\.0 +b\/workflow\.yaml +1 error\nnew +tests\.hello@1\.0\.0/u);
    expect(stderr).toContain('Nothing was registered');
    expect(await rowsOf('--dry-run')).toMatchObject([{ plan: 'refused', diagnostics: [{ code: expect.stringMatching(/^UWF-3/u) }] }, { plan: 'new' }]);
  });

  test('a document that is none, and asks nobody when there is nothing else', async () => {
    write('workflow.yaml', 'do: [');
    await host?.close();
    expect(await deploy([])).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/\ninvalid +workflow\.yaml/u) });
  });

  test('a version that is there with other content, and shows what differs', async () => {
    write('workflow.yaml', hello('1.0.0'));
    await deploy([]);
    write('workflow.yaml', hello('1.0.0', 'goodbye'));
    const { exitCode, stdout } = await deploy([]);
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining('the version is there with other content: raise its version')]);
    expect(stdout).toContain('~ greet  /set/message');
  });

  test('the same document when it becomes another program', async () => {
    write('workflow.yaml', rating('1.0.0', '1.0.0'));
    await deploy(['--yes']);
    write('catalogue.json', JSON.stringify({ functions: [{ ...RATE, declassify: [] }] }));
    expect(await rowsOf('--dry-run')).toMatchObject([{ plan: 'conflict', reason: expect.stringContaining('compiled with other functions') }]);
  });

  test('a version that two files have', async () => {
    write('a/workflow.yaml', hello('1.0.0'));
    write('b/workflow.yaml', hello('1.0.0'));
    expect(await rowsOf()).toMatchObject([{ plan: 'new' }, { plan: 'conflict', reason: 'the same version is in a/workflow.yaml' }]);
    expect(await registered()).toEqual([]);
  });

  test('the bank as a target, before anything is sent', async () => {
    write('workflow.yaml', hello('1.0.0'));
    await host?.close();
    for (const name of ['bank', 'on-prem']) expect(await deploy(['--target', name])).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('error[UWF-6023]') });
  });

  test.each([
    ['another name', { ...AWS, name: 'other' }],
    ['another zone', { ...AWS, zone: 'public-cloud' as const }],
  ])('an API whose target has %s', async (_what, target) => {
    write('workflow.yaml', hello('1.0.0'));
    await serve([RATE], target);
    expect(await deploy([])).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('error[UWF-6024]') });
    expect(await registered()).toEqual([]);
  });

  test('to go on when the API makes another program of a document', async () => {
    write('workflow.yaml', rating('1.0.0', '1.0.0'));
    write('zzz/workflow.yaml', `${header('zzz', '1.0.0')}do: [{ greet: { set: { message: hello } } }]\n`);
    await serve([{ ...RATE, declassify: [] }]);
    const { exitCode, stdout, stderr } = await deploy(['--yes']);
    expect([exitCode, stderr.includes('error[UWF-6026]'), await registered()]).toEqual([3, true, ['rating@1.0.0']]);
    expect(stdout).toContain('registered  tests.rating@1.0.0');
    expect(stdout).not.toContain('registered  tests.zzz');
  });

  test('to do more than the token may: the plan is shown, and nothing is registered', async () => {
    write('workflow.yaml', hello('1.0.0'));
    token = await issueToken({ scopes: ['definitions:read'] });
    expect(await deploy(['--dry-run'])).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout, stderr } = await deploy([]);
    expect([exitCode, stderr.includes('error[UWF-4030]'), stdout.includes('registered  ')]).toEqual([4, true, false]);
    expect(await registered()).toEqual([]);
  });

  test.each([
    [['--target', 'moon'], 'UWF-6002'],
    [['nowhere'], 'UWF-6001'],
    [['empty'], 'UWF-6001'],
  ])('what it cannot find: %j', async (args, code) => {
    mkdirSync(join(folder, 'empty'));
    expect(await deploy(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`error[${code}]`) });
  });
});

describe('uwf deploy, when something is let out more than before', () => {
  beforeEach(async () => {
    write('v1/workflow.yaml', rating('1.0.0', '1.0.0'));
    expect((await deploy(['--yes'])).exitCode).toBe(0);
    write('v2/workflow.yaml', rating('1.1.0', '2.0.0'));
  });

  test('asks, and goes on with yes', async () => {
    const { exitCode, asked, stdout } = await deploy([], 'yes');
    expect([exitCode, asked]).toEqual([0, ['Register tests.rating@1.1.0 all the same? (yes or no)']]);
    expect(stdout).toContain('! declassified  rate /score  Tier 1 → Tier 2 as range: routing');
    expect(stdout).not.toContain('! declassified  rate /grade');
    expect(await registered()).toContain('rating@1.1.0');
  });

  test.each(['no', '', 'yesterday'])('asks, and does not go on with %j', async (answer) => {
    expect(await deploy([], answer)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('error[UWF-6025]') });
    expect(await registered()).toEqual(['rating@1.0.0']);
  });

  test('is refused where nobody can be asked, unless it was agreed to beforehand', async () => {
    expect(await deploy([])).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('nobody is there to be asked about tests.rating@1.1.0') });
    expect(await deploy(['--yes'])).toMatchObject({ exitCode: 0, asked: [] });
  });

  test('asks nothing when less is let out', async () => {
    await deploy(['--yes']);
    write('v3/workflow.yaml', rating('1.2.0', '1.0.0'));
    expect(await deploy([], 'no')).toMatchObject({ exitCode: 0, asked: [] });
  });

  test('asks before it goes below what is there', async () => {
    await deploy(['--yes']);
    write('v0/workflow.yaml', rating('1.0.1', '1.0.0'));
    expect(await rowsOf('--dry-run')).toMatchObject([{ plan: 'unchanged' }, { plan: 'older-version', newest: '1.1.0', lessSafe: [] }, { plan: 'unchanged' }]);
    expect(await deploy([], 'no')).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('runs by name go on with 1.1.0') });
  });

  test('compares versions of one deployment with each other', async () => {
    write('v3/workflow.yaml', rating('1.2.0', '2.0.0'));
    const rows = await rowsOf('--dry-run');
    expect(rows.map(({ plan, lessSafe }) => [plan, (lessSafe as readonly unknown[]).length])).toEqual([['unchanged', 0], ['new-version', 1], ['new-version', 0]]);
  });
});
