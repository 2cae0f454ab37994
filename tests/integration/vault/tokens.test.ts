import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMatcher } from '#onprem-runner/demo/scan/matcher.ts';
import { folderSource, scanSource, type ScanSource } from '#onprem-runner/demo/scan/scan.ts';
import { startDevelopment, type DevelopmentSystem } from '#onprem-runner/dev/development.ts';
import { DEVELOPMENT_SCOPES } from '#onprem-runner/dev/settings.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';

const INPUT = `
input:
  schema:
    document:
      type: object
      additionalProperties: false
      required: [id, client_id, name]
      properties:
        id: { type: string, x-tier: 3 }
        client_id: { type: string, x-tier: 1 }
        name: { type: string, minLength: 3, maxLength: 100, x-tier: 1 }
        card: { type: [object, 'null'], x-tier: 1, additionalProperties: false, properties: { pan: { type: string } } }
`;
const SCREEN = "call: screen:1.0.0@default, with: { name: '${ $workflow.input.name }', card: '${ $workflow.input.card }' }";
const head = (name: string): string => `document: { dsl: 1.0.3, namespace: tests, name: ${name}, version: 1.0.0 }\nevaluate: { language: jsonata }\n${INPUT}`;

const PLAIN = `${head('screening')}
do:
  - check: { ${SCREEN} }
  - greet: { set: { greeting: '\${ "Dear " & $workflow.input.name }', resolution: '\${ $.resolution }' } }
`;

/** Two looks at a person, and a pause between them in which the person may ask to be forgotten. */
const TWICE = `${head('twice')}
do:
  - first: { ${SCREEN} }
  - told: { listen: { to: { one: { with: { type: tests.go } } } } }
  - again:
      try:
        - second: { ${SCREEN} }
      catch:
        errors: { with: { status: 500 } }
        as: failure
        when: '\${ $failure.title = "Uwf.UnknownToken" }'
        do:
          - gone: { set: { resolution: forgotten } }
  - end: { set: { resolution: '\${ $.resolution }' } }
`;

const PEOPLE = 4;
const LINES = 16;
const personOf = (line: number): { readonly client_id: string; readonly name: string; readonly card: { readonly pan: string } } => {
  const person = line % PEOPLE;
  return { client_id: `client-number-${person}`, name: `Aleksandra Petrova the ${person}th`, card: { pan: `411111111111${1_000 + person}` } };
};
const SECRETS = Array.from({ length: PEOPLE }, (_none, index) => personOf(index)).flatMap(({ client_id, name, card }) => [client_id, name, card.pan]);
const TOKENS_OF_A_LINE = 3;

let folder = '';
let system: DevelopmentSystem;
let token = '';
let client: WorkflowClient;
const handlerInputs: JsonValue[] = [];

const command = (args: readonly string[], input?: string): Promise<CliOutcome> => uwf(args, { folder, ...(input === undefined ? {} : { input }) });
const batch = (file: string, workflow: string, ...more: readonly string[]): Promise<CliOutcome> => command(['batch', 'run', file, '--workflow', workflow, '--tokenise', '/client_id', '--api', system.api, '--token', token, '-o', 'json', ...more]);
const vaultStatus = async (): Promise<JsonObject> => JSON.parse((await command(['vault', 'status', '--verify', '-o', 'json'])).stdout);
const rowsOf = async (report: string): Promise<readonly JsonObject[]> => (await readFile(join(folder, report), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line));

/** A token for a field, made by hand. */
async function tokenOf(value: JsonValue, field = 'name', subject = 'client-by-hand'): Promise<string> {
  const made = await command(['vault', 'tokenise', '-', '--definition', 'tests/screening', '--pointer', `/input/schema/document/properties/${field}`, '--principal', 'batch'], `${JSON.stringify({ subject, value })}\n`);
  return JSON.parse(made.stdout).token;
}

async function post(input: JsonObject): Promise<{ readonly status: number; readonly body: JsonObject }> {
  const answer = await fetch(`${system.api}/api/workflows/run/tests.screening`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ input }) });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

/** How a run with this input ends. */
async function endOf(input: JsonObject): Promise<JsonObject> {
  const { status, body } = await post(input);
  expect(status).toBe(202);
  const ended = await ends(String(body['runId']));
  return ended;
}

async function ends(runId: string): Promise<JsonObject> {
  await expect.poll(async () => (await client.workflows.get(runId).status()).status, { timeout: 30_000, interval: 50 }).toMatch(/COMPLETED|FAILED/u);
  const { status, errorName, problem } = await client.workflows.get(runId).status();
  return { status, ...(errorName === undefined ? {} : { errorName }), ...(problem === undefined ? {} : { problem: { ...problem } }) };
}

const sources = (): readonly ScanSource[] => [...system.cloud.folders.map((one, index) => folderSource(`files of the cloud zone ${index}`, one)), { name: 'dump of its database with the log between the zones', chunks: () => system.cloud.dump() }];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-tokens-'));
  // Made for its owner alone: the database has another user.
  await chmod(folder, 0o755);
  const handlers = await loadHandlers(fileURLToPath(new URL('handlers', import.meta.url)), { validator: createSchemaValidator(), cacheFolder: join(folder, 'handlers') });
  system = await startDevelopment({
    dataDirectory: join(folder, '.uwf'), host: '127.0.0.1', port: 0, environment: 'test', tenant: 'bank', target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
    handlers, egressHosts: [], version: '0.0.0', note: () => undefined, observeHandlerInput: (input) => handlerInputs.push(input),
  });
  token = await system.cloud.issuer.issueToken({ subject: 'batch', scopes: DEVELOPMENT_SCOPES });
  client = createWorkflowClient({ baseUrl: system.api, token });
  for (const text of [PLAIN, TWICE]) await client.definitions.register(text, 'application/yaml');
  await writeFile(join(folder, 'people.ndjson'), Array.from({ length: LINES }, (_none, line) => `${JSON.stringify({ id: `line-${line}`, ...personOf(line) })}\n`).join(''));
}, 180_000);

afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('uwf batch run --tokenise', { timeout: 120_000 }, () => {
  test('a dry run tells which fields would get tokens, and makes none', async () => {
    const run = await batch('people.ndjson', 'tests.screening', '--dry-run', '--report', 'dry.out');
    const fields = ['client_id', 'name', 'card'].map((name) => `/input/schema/document/properties/${name}`);
    expect([run.exitCode, JSON.parse(run.stdout).attempt.tokenised]).toEqual([0, Object.fromEntries(fields.map((field) => [field, LINES]))]);
    expect(run.stderr).toContain(`${LINES * TOKENS_OF_A_LINE} values would get tokens: ${fields[0] ?? ''} ${LINES}`);
    expect((await vaultStatus())['values']).toBe(0);
  });

  test('values come to the handlers of the bank in the clear, and to nowhere else', async () => {
    const run = await batch('people.ndjson', 'tests.screening', '--report', 'people.out');
    expect([run.exitCode, JSON.parse(run.stdout).statuses]).toEqual([0, { COMPLETED: LINES }]);
    expect(handlerInputs).toHaveLength(LINES);
    expect(handlerInputs).toEqual(expect.arrayContaining(Array.from({ length: PEOPLE }, (_none, index) => personOf(index)).map(({ name, card }) => ({ name, card }))));
    const status = await vaultStatus();
    expect(status).toMatchObject({ values: LINES * TOKENS_OF_A_LINE, dataKeys: { 'vault-kek v1': PEOPLE } });
    // Every line is screened and greeted, each with one record; groups of lines share theirs.
    expect(Number(status['auditRecords'])).toBeGreaterThanOrEqual(2 * LINES);
    expect(Number(status['auditRecords'])).toBeLessThan(2 * LINES + LINES / 2);
    expect(`${run.stdout}${run.stderr}${await readFile(join(folder, 'people.out.journal'), 'utf8')}`).not.toMatch(/Petrova|4111111|client-number/u);
  });

  test('nothing that the cloud side stores or logs holds one of them; it holds their tokens', async () => {
    const [values, tokens] = [createMatcher(SECRETS), createMatcher(['uwf-token:1:'])];
    const results = [];
    for (const source of sources()) results.push(await scanSource(values, source));
    expect(results.map(({ source, found }) => ({ source, found: [...found] }))).toEqual(results.map(({ source }) => ({ source, found: [] })));
    for (const { source, bytes } of results) expect(bytes, source).toBeGreaterThan(10_000);
    const dump = sources().at(-1);
    expect(dump !== undefined && (await scanSource(tokens, dump)).found.size).toBe(1);
  });

  test('given again after its journal was lost, is the same requests: no run, no token and no value twice', async () => {
    const before = await rowsOf('people.out');
    for (const file of ['people.out', 'people.out.journal', 'people.out.summary.json']) await rm(join(folder, file));
    const [values, inputs] = [(await vaultStatus())['values'], handlerInputs.length];
    const run = await batch('people.ndjson', 'tests.screening', '--report', 'people.out');
    expect([run.exitCode, JSON.parse(run.stdout).statuses]).toEqual([0, { COMPLETED: LINES }]);
    expect((await rowsOf('people.out')).map(({ runId }) => runId)).toEqual(before.map(({ runId }) => runId));
    expect([(await vaultStatus())['values'], handlerInputs.length]).toEqual([values, inputs]);
  });

  test('a line that does not say whose data it is fails alone', async () => {
    await writeFile(join(folder, 'nobody.ndjson'), `${JSON.stringify({ id: 'a', ...personOf(0) })}\n${JSON.stringify({ id: 'b', ...personOf(1), client_id: '' })}\n`);
    const run = await batch('nobody.ndjson', 'tests.screening', '--report', 'nobody.out');
    expect([run.exitCode, (await rowsOf('nobody.out')).map(({ status }) => status)]).toEqual([1, ['COMPLETED', 'REFUSED']]);
    expect((await rowsOf('nobody.out'))[1]).toMatchObject({ code: 'UWF-4220', errors: [{ pointer: '/client_id', message: 'must name the person whose data this is' }] });
  });

  test('is refused for a vault of another tenant', async () => {
    expect(await batch('people.ndjson', 'tests.screening', '--report', 'other.out', '--tenant', 'other')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('another tenant than the vault') });
  });

  test('is refused beside --local, where values are in the clear because they may be', async () => {
    expect(await batch('people.ndjson', 'tests.screening', '--local')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('UWF-6002') });
  });
});

describe('a token', { timeout: 60_000 }, () => {
  test('is taken by the API where a sealed value is, and by nothing else there', async () => {
    const [good, client_id] = [await tokenOf('Kim Lee'), await tokenOf('client-by-hand', 'client_id')];
    expect(await endOf({ id: 'a', client_id, card: null, name: good })).toEqual({ status: 'COMPLETED' });
    for (const input of [{ id: good, client_id, card: null, name: good }, { id: 'a', client_id, card: null, name: good.slice(0, -1) }, { id: 'a', client_id, card: null, name: 'Kim Lee' }]) {
      const { status, body } = await post(input);
      expect([status, body['code']]).toEqual([422, 'UWF-4221']);
      expect(JSON.stringify(body)).not.toMatch(/uwf-token|Kim/u);
    }
  });

  test('of another field, or of a person who was forgotten, fails the step by its name', async () => {
    const client_id = await tokenOf('client-by-hand', 'client_id');
    expect(await endOf({ id: 'a', client_id, card: null, name: client_id })).toMatchObject({ status: 'FAILED', problem: { title: 'Uwf.InvalidSealedInput' } });
    const gone = await tokenOf('Kim Lee', 'name', 'client-to-forget');
    expect(await command(['vault', 'erase', '-', '--reason', 'customer-request', '--yes'], 'client-to-forget\n')).toMatchObject({ exitCode: 0 });
    expect(await endOf({ id: 'a', client_id, card: null, name: gone })).toMatchObject({ status: 'FAILED', problem: { title: 'Uwf.UnknownToken' } });
  });

  test('of a person who is forgotten while the run goes on: the workflow catches what it can no longer see', async () => {
    const person = { client_id: 'client-on-the-way', name: 'Sasha Petrova', card: { pan: '4000000000000002' } };
    await writeFile(join(folder, 'way.ndjson'), `${JSON.stringify({ id: 'way', ...person })}\n`);
    expect((await batch('way.ndjson', 'tests.twice', '--report', 'way.out', '--no-wait')).exitCode).toBe(0);
    const runId = String((await rowsOf('way.out'))[0]?.['runId']);
    await expect.poll(() => handlerInputs.filter((input) => isJsonObject(input) && input['name'] === person.name).length, { timeout: 30_000 }).toBe(1);
    await expect.poll(async () => JSON.stringify((await client.workflows.get(runId).status()).steps), { timeout: 30_000 }).toMatch(/first.*COMPLETED/u);
    expect((await command(['vault', 'erase', '-', '--reason', 'customer-request', '--yes'], `${person.client_id}\n`)).exitCode).toBe(0);
    await client.events.publish([{ specversion: '1.0', type: 'tests.go', source: 'tests' }]);
    expect(await ends(runId)).toEqual({ status: 'COMPLETED' });
    expect(await client.workflows.get(runId).result()).toEqual({ resolution: 'forgotten' });
    expect(handlerInputs.filter((input) => isJsonObject(input) && input['name'] === person.name)).toHaveLength(1);
  });
});
