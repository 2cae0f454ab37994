import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMatcher } from '#onprem-runner/demo/scan/matcher.ts';
import { folderSource, scanSource, textSource, type ScanSource } from '#onprem-runner/demo/scan/scan.ts';
import { startDevelopment, type DevelopmentSystem } from '#onprem-runner/dev/development.ts';
import { DEVELOPMENT_SCOPES } from '#onprem-runner/dev/settings.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { canarySpellings } from './encodings.ts';
import { unpacked } from './unpacked.ts';
import { personOf, valuesOf, type Person } from './values.ts';
import { ASKED, CAUGHT, COMPUTED, EACH, GUARDED, PLAIN, SPREAD } from './workflows.ts';

const START_MS_MAX = 120_000;
const END_MS_MAX = 60_000;
const HANDLERS = fileURLToPath(new URL('handlers', import.meta.url));

/** One way through the system: which workflow, what the handler does, and how the run ends. */
interface Way {
  readonly workflow: string;
  readonly mode: string;
  readonly ends: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly problem?: string;
}

const WAYS: readonly Way[] = [
  { workflow: 'guarded', mode: 'ok', ends: 'COMPLETED' },
  { workflow: 'guarded', mode: 'flaky', ends: 'COMPLETED' },
  { workflow: 'guarded', mode: 'down', ends: 'FAILED' },
  { workflow: 'guarded', mode: 'throw', ends: 'FAILED' },
  { workflow: 'guarded', mode: 'talk', ends: 'COMPLETED' },
  { workflow: 'plain', mode: 'throw-text', ends: 'FAILED' },
  { workflow: 'plain', mode: 'throw-object', ends: 'FAILED' },
  { workflow: 'plain', mode: 'parse-error', ends: 'FAILED' },
  { workflow: 'plain', mode: 'unknown-code', ends: 'FAILED' },
  { workflow: 'plain', mode: 'bad-schema', ends: 'FAILED', problem: 'Uwf.EgressBlocked' },
  { workflow: 'plain', mode: 'undeclared', ends: 'FAILED', problem: 'Uwf.EgressBlocked' },
  { workflow: 'plain', mode: 'leak-email', ends: 'FAILED', problem: 'Uwf.EgressBlocked' },
  { workflow: 'plain', mode: 'leak-phone', ends: 'FAILED', problem: 'Uwf.EgressBlocked' },
  { workflow: 'plain', mode: 'huge', ends: 'FAILED', problem: 'Uwf.EgressBlocked' },
  { workflow: 'plain', mode: 'not-json', ends: 'FAILED' },
  { workflow: 'plain', mode: 'slow', ends: 'FAILED' },
  { workflow: 'caught', mode: 'throw', ends: 'FAILED' },
  { workflow: 'caught', mode: 'leak-email', ends: 'FAILED' },
  { workflow: 'caught', mode: 'ok', ends: 'FAILED' },
  { workflow: 'computed', mode: 'ok', ends: 'FAILED' },
  { workflow: 'spread', mode: 'ok', ends: 'COMPLETED' },
  { workflow: 'each', mode: 'ok', ends: 'COMPLETED' },
  { workflow: 'asked', mode: 'ok', ends: 'COMPLETED' },
  { workflow: 'asked', mode: 'refused', ends: 'FAILED' },
  { workflow: 'plain', mode: 'slow', ends: 'CANCELLED' },
];

const people = WAYS.map((_way, index) => personOf(index));
const VALUES = people.flatMap(valuesOf);
const markerOf = (index: number): string => `marker-of-tier-two-${index}`;

let system: DevelopmentSystem;
let client: WorkflowClient;
let token = '';
let folder = '';
let echo: Server;
const handlerInputs: string[] = [];
const echoed: string[] = [];
const answers: string[] = [];
const statuses: JsonObject[] = [];

/** Answers with everything that it is told: as its result, or in an error. */
function startEcho(): Promise<number> {
  echo = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      echoed.push(body);
      response.writeHead(body.includes('"refused"') ? 409 : 200, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(body).slice(0, 500) }).end(JSON.stringify({ echo: body }));
    });
  });
  return new Promise((resolve) => {
    echo.listen(0, '127.0.0.1', () => {
      const address = echo.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Keeps every answer of the API with its headers. */
const recording: typeof fetch = async (resource, init) => {
  const answer = await fetch(resource, init);
  answers.push([...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n'), await answer.clone().text());
  return answer;
};

async function ask(path: string, init: RequestInit = {}): Promise<JsonObject> {
  const answer = await recording(`${system.api}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers } });
  return answer.json() as Promise<JsonObject>;
}

const inputOf = (index: number, person: Person): JsonObject => ({ id: `id-${index}`, mode: WAYS[index]?.mode ?? 'ok', marker: markerOf(index), person: { ...person }, people: [{ ...person }, { name: person.email }] });

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + END_MS_MAX;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it takes too long');
    await sleep(100);
  }
}

async function go(index: number): Promise<JsonObject> {
  const [way, person] = [WAYS[index], people[index]];
  if (way === undefined || person === undefined) return {};
  const { runId } = await client.workflows.start(`canary.${way.workflow}`, inputOf(index, person));
  if (way.ends === 'CANCELLED') {
    await until(async () => handlerInputs.some((input) => input.includes(JSON.stringify(person.name).slice(1, -1))));
    await client.workflows.get(runId).cancel();
  }
  await until(async () => /COMPLETED|FAILED|CANCELLED|TIMED_OUT/u.test(String((await ask(`/api/workflows/status/${runId}`))['status'])));
  for (const path of [`/api/workflows/data/${runId}`, `/api/workflows/metrics/${runId}`, `/api/workflows/history/${runId}`]) await ask(path);
  return ask(`/api/workflows/status/${runId}`);
}

/** Tier 1 in the clear, a sealed value of another place, and things that are no input at all. */
async function sendWrongRequests(): Promise<readonly unknown[]> {
  const plain = { ...inputOf(0, people[0] ?? personOf(0)) };
  const moved = await client.workflows.prepare('canary.guarded', inputOf(0, people[0] ?? personOf(0)));
  const run = (body: unknown, id = 'canary.plain') => ask(`/api/workflows/run/${id}`, { method: 'POST', body: JSON.stringify(body) });
  return [
    await run(plain), await run({ input: plain }), await run({ ...plain, [people[1]?.name ?? '']: 1 }), await run([people[2]?.card]), await run(people[3]?.email),
    await run(moved), await run({ input: moved }), await ask(`/api/workflows/status/${encodeURIComponent(people[4]?.name ?? '')}`),
    await ask('/api/workflows/run/canary.plain', { method: 'POST', body: `{"person": ${people[5]?.name ?? ''}` }),
  ];
}

function sources(): readonly ScanSource[] {
  const folders = system.cloud.folders.map((one, index) => folderSource(`files of the cloud zone ${index}`, one));
  return [...folders, { name: 'dump of its database with the log between the zones', chunks: () => system.cloud.dump() }, textSource('answers of its API', () => answers)];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-canary-'));
  // Made for its owner alone: the database has another user.
  await chmod(folder, 0o755);
  const port = await startEcho();
  const handlers = await loadHandlers(HANDLERS, { validator: createSchemaValidator(), cacheFolder: join(folder, 'handlers') });
  system = await startDevelopment({
    dataDirectory: join(folder, 'data'), host: '127.0.0.1', port: 0, environment: 'test', tenant: 'bank', target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
    handlers, egressHosts: [`127.0.0.1:${port}`], version: '0.0.0', note: () => undefined, observeHandlerInput: (input) => handlerInputs.push(JSON.stringify(input)),
  });
  token = await system.cloud.issuer.issueToken({ subject: 'canary', scopes: DEVELOPMENT_SCOPES });
  client = createWorkflowClient({ baseUrl: system.api, token, fetch: recording });
  for (const text of [GUARDED, CAUGHT, PLAIN, COMPUTED, SPREAD, EACH, ASKED(`http://127.0.0.1:${port}/echo`)]) await client.definitions.register(text, 'application/yaml');
  for (let index = 0; index < WAYS.length; index += 5) statuses.push(...(await Promise.all(WAYS.slice(index, index + 5).map((_way, place) => go(index + place)))));
}, START_MS_MAX * 2);

afterAll(async () => {
  await system?.stop();
  echo?.close();
  await rm(folder, { recursive: true, force: true });
}, START_MS_MAX);

describe('canaries', () => {
  test('each run ended as its way says', () => {
    expect(statuses.map((status) => status['status'])).toEqual(WAYS.map(({ ends }) => ends));
    for (const [index, { problem }] of WAYS.entries()) if (problem !== undefined) expect(statuses[index], `${WAYS[index]?.mode ?? ''}`).toMatchObject({ problem: { title: problem } });
  });

  test('the bank saw all of them in the clear', async () => {
    const inside = await scanSource(createMatcher(VALUES), textSource('inside', () => [...handlerInputs, ...echoed]));
    const computed = new Set(valuesOf(people[WAYS.findIndex(({ workflow }) => workflow === 'computed')] ?? personOf(0)));
    expect(VALUES.filter((value, index) => !inside.found.has(index) && !computed.has(value))).toEqual([]);
    expect(VALUES.length - computed.size).toBeGreaterThanOrEqual(200);
  });

  test('none of them is in anything that the cloud side stores, logs, sends or says', { timeout: START_MS_MAX * 2 }, async () => {
    await sendWrongRequests();
    const matcher = createMatcher(VALUES, canarySpellings);
    const results = [];
    for (const source of sources()) results.push(await scanSource(matcher, unpacked(source)));
    expect(results.map(({ source, found }) => ({ source, found: [...found].map((index) => `${index}: ${String(WAYS[Math.floor(index / 9)]?.workflow)}/${String(WAYS[Math.floor(index / 9)]?.mode)} value ${index % 9}`) }))).toEqual(results.map(({ source }) => ({ source, found: [] })));
    for (const { source, bytes } of results) expect(bytes, source).toBeGreaterThan(10_000);
    process.stdout.write(`canaries: ${VALUES.length} values, ${WAYS.length} ways, ${results.map(({ source, bytes }) => `${(bytes / 1e6).toFixed(1)} MB ${source}`).join(' · ')}: 0 hits\n`);
  });

  test('and the same search finds what may be there', { timeout: START_MS_MAX }, async () => {
    const markers = WAYS.map((_way, index) => markerOf(index));
    const matcher = createMatcher(markers, canarySpellings);
    for (const source of sources().filter(({ name }) => name.startsWith('dump'))) {
      expect((await scanSource(matcher, unpacked(source))).found.size, source.name).toBe(markers.length);
    }
  });
});
