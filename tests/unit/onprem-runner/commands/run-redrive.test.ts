import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assert } from '#shared/core/kernel/assert.ts';
import { uwf } from '#tests/support/cli.ts';

const RUN_ID = '5f9b1c2e-7d3a-4c68-9a51-2f0e8b6d4c11';

let server: Server;
let api = '';
let answer: { readonly status: number; readonly value: object } = { status: 202, value: {} };
const asked: string[] = [];

beforeAll(async () => {
  server = createServer(({ method, url }, response) => {
    asked.push(`${String(method)} ${String(url)}`);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.value));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'it listens');
  api = `http://127.0.0.1:${String(address.port)}`;
});
afterAll(() => void server.close());

const redrive = () => uwf(['run', 'redrive', RUN_ID, '--api', api, '--token', 't', '--output', 'json']);

describe('uwf run redrive', () => {
  test('says that the run goes on', async () => {
    answer = { status: 202, value: { runId: RUN_ID, redriven: true, status: 'RUNNING' } };
    const { exitCode, stdout } = await redrive();
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { runId: RUN_ID, redriven: true }]);
    expect(asked.at(-1)).toBe(`POST /api/workflows/redrive/${RUN_ID}`);
  });

  test('says that it was going on already, which is no failure', async () => {
    answer = { status: 200, value: { runId: RUN_ID, redriven: false, status: 'RUNNING' } };
    const { exitCode, stdout, stderr } = await redrive();
    expect([exitCode, JSON.parse(stdout), stderr]).toEqual([0, { runId: RUN_ID, redriven: false }, expect.stringContaining('going on already')]);
  });

  test('fails where the run cannot go on, and says why', async () => {
    answer = { status: 409, value: { code: 'UWF-4092', title: 'The run cannot go on from where it ended', status: 409, detail: 'it ended too long ago', wayOut: 'Start it anew.' } };
    const { exitCode, stderr } = await redrive();
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/UWF-4092[^]*too long ago/u)]);
  });
});
