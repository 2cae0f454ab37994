import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uwf } from '#tests/support/cli.ts';

const DEFINITION = {
  id: 'tests.tiny', versionId: 'tests.tiny@1.0.0', revision: 'r', source: {}, inputSchema: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
  placement: { zone: 'private-cloud', tasks: {}, input: [] }, sealing: { tid: 'bank', def: 'tests/tiny', sub: 'batch', keysUrl: '/api/keys' },
};

/** A service that is busy now and then, and counts what reaches it. */
interface BusyService {
  readonly api: string;
  /** Answers to the next starts in place of a run: a status and the seconds to wait. */
  readonly refusals: { readonly status: number; readonly retryAfter?: number; readonly isLate?: true }[];
  readonly runs: Map<string, string>;
  readonly bodies: string[];
  mostAtOnce: number;
  close(): Promise<void>;
}

async function openService(): Promise<BusyService> {
  const state = { refusals: [] as BusyService['refusals'], runs: new Map<string, string>(), bodies: [] as string[], mostAtOnce: 0, atOnce: 0 };
  const start = async (request: IncomingMessage): Promise<{ readonly status: number; readonly value: unknown; readonly retryAfter?: number }> => {
    const body = await readText(request);
    state.atOnce += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
    await new Promise((resolve) => setTimeout(resolve, 5));
    state.atOnce -= 1;
    const refusal = state.refusals.shift();
    const key = String(request.headers['idempotency-key']);
    // The answer is lost, and the run is there.
    if (refusal === undefined || refusal.isLate === true) {
      if (!state.runs.has(key)) state.bodies.push(body);
      state.runs.set(key, state.runs.get(key) ?? `run-${state.runs.size + 1}`);
    }
    if (refusal !== undefined) return { ...refusal, value: { code: 'UWF-5001', title: 'Busy', status: refusal.status } };
    return { status: 202, value: { runId: state.runs.get(key) } };
  };
  const server: Server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const path = request.url ?? '';
      const outcome = path.startsWith('/api/workflows/run/')
        ? await start(request)
        : path.startsWith('/api/workflows/definition/')
          ? { status: 200, value: DEFINITION }
          : { status: 200, value: { runId: path.split('/').at(-1), workflowId: 'tests.tiny', versionId: 'tests.tiny@1.0.0', status: 'COMPLETED', startTime: '2026-01-01T00:00:00Z', steps: [] } };
      response.writeHead(outcome.status, { 'content-type': 'application/json', ...('retryAfter' in outcome && outcome.retryAfter !== undefined ? { 'retry-after': String(outcome.retryAfter) } : {}) });
      response.end(JSON.stringify(outcome.value));
    };
    void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    api: `http://127.0.0.1:${port}`,
    refusals: state.refusals,
    runs: state.runs,
    bodies: state.bodies,
    get mostAtOnce() {
      return state.mostAtOnce;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('a batch and a service that is busy', { timeout: 60_000 }, () => {
  let folder = '';
  let service: BusyService;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uwf-busy-'));
  });
  beforeEach(async () => {
    service = await openService();
    return () => service.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function batch(name: string, count: number, ...more: readonly string[]) {
    await writeFile(join(folder, name), Array.from({ length: count }, (_none, index) => JSON.stringify({ id: `${name}-${index + 1}` })).join('\n'));
    return uwf(['batch', 'run', name, '--workflow', 'tests.tiny', '--api', service.api, '--token', 't', '--report', `${name}.out`, '-o', 'json', ...more], { folder });
  }

  test('waits as long as it is asked to, and every line runs once', async () => {
    service.refusals.push(...Array.from({ length: 12 }, () => ({ status: 429, retryAfter: 1 })));
    const begun = performance.now();
    const run = await batch('busy.ndjson', 60, '--concurrency', '12', '--priority', 'low');
    expect([run.exitCode, JSON.parse(run.stdout).statuses]).toEqual([0, { COMPLETED: 60 }]);
    expect([service.runs.size, new Set(service.bodies).size, performance.now() - begun > 900]).toEqual([60, 60, true]);
    expect(service.mostAtOnce).toBeLessThanOrEqual(12);
    expect(service.bodies.every((body) => JSON.parse(body).priority === 'low')).toBe(true);
  });

  test('asks again where an answer is lost, and starts no second run', async () => {
    service.refusals.push(...Array.from({ length: 10 }, () => ({ status: 503, isLate: true as const })));
    const run = await batch('lost.ndjson', 30, '--concurrency', '4');
    expect([run.exitCode, service.runs.size, service.bodies.length]).toEqual([0, 30, 30]);
    const rows = (await readFile(join(folder, 'lost.ndjson.out'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(new Set(rows.map((row) => row.runId)).size).toBe(30);
  });

  test('stops with the code for time when the service stays away, and goes on when it is back', async () => {
    service.refusals.push(...Array.from({ length: 400 }, () => ({ status: 503 })));
    const away = await batch('away.ndjson', 10, '--concurrency', '2', '--retry-for', '0s');
    expect([away.exitCode, away.stderr.includes('error[UWF-6022]'), JSON.parse(away.stdout)]).toEqual([5, true, expect.objectContaining({ isComplete: false, stoppedBy: 'UWF-6022' })]);
    service.refusals.length = 0;
    const back = await batch('away.ndjson', 10, '--concurrency', '2');
    expect([back.exitCode, service.runs.size]).toEqual([0, 10]);
  });
});
