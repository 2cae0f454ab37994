import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bindHandlers } from '#onprem-runner/handlers/bind-handlers.ts';
import { parseDeclaration } from '#onprem-runner/handlers/parse-declaration.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { runTask } from '#onprem-runner/tasks/table.ts';
import type { TaskResult } from '#onprem-runner/tasks/task-result.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createEgressPolicy, createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createMemorySecretStore } from '#shared/adapters/memory/secret-store.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const seen: Seen[] = [];
let answer: (response: ServerResponse) => void = () => undefined;
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  seen.length = 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const DECLARATION = `
kind: http
name: screen
version: 1.0.0
effect: idempotent
timeoutSeconds: 2
input:
  type: object
  required: [id]
  properties:
    id: { type: string }
    tags: { type: array, items: { type: string } }
    note: { type: string }
    party: { type: object, properties: { name: { type: string, x-tier: 1 } } }
output:
  type: object
  additionalProperties: false
  properties: { score: { type: number }, status: { type: integer }, level: { type: string } }
errors:
  UNKNOWN: { status: 404, title: Unknown, retryable: false }
  BUSY: { status: 429, title: Busy, retryable: true }
  AWAY: { status: 503, title: Away, retryable: true }
request:
  method: post
  url: 'http://127.0.0.1:PORT/v1/customers/{customer}/screenings'
  path: { customer: /id }
  query: { mode: { $value: full }, tag: /tags, none: /note }
  headers: { x-note: /note }
  body: { name: /party/name, execution: { $context: executionId } }
  idempotencyHeader: Idempotency-Key
authentication: { bearer: { token: { $secret: aml, $member: token } } }
secretHeaders: { x-api-key: { $secret: key } }
response:
  success: [200, 201]
  errors: { '404': UNKNOWN, '429': BUSY, '5xx': AWAY, '202': BUSY }
  output: { score: /content/result/score, status: /status, level: { $from: /content/result/level, $otherwise: none } }
`;

function call(input: JsonValue, more: { readonly hosts?: readonly string[]; readonly secrets?: Record<string, JsonValue>; readonly text?: string; readonly signal?: AbortSignal } = {}): Promise<TaskResult> {
  const parsed = parseDeclaration((more.text ?? DECLARATION).replace('PORT', String(port)));
  if (!parsed.ok) throw new Error(parsed.error.join('\n'));
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const secrets = createSecretResolver({ secrets: createMemorySecretStore(more.secrets ?? { aml: { token: 'bank-token' }, key: 'k-1' }), logger });
  const egressHosts = more.hosts ?? ['127.0.0.1'];
  const http = createHttpTaskExecutor({ egressHosts, errorDetail: 'none', secrets });
  const handlers = bindHandlers([parsed.value], { isolation: 'none', http, files: { roots: {} }, isAllowed: createEgressPolicy(egressHosts), logger });
  const ports = { handlers: createHandlerRegistry(handlers), store: createMemoryDocumentStore(), http, validator: createSchemaValidator(), clock: systemClock };
  const item = { kind: 'run', attemptId: 'attempt-1', executionId: 'run-1', definition: { namespace: 'n', name: 'n', version: '1.0.0' }, revision: 'r', state: 's', resource: 'uwf:function:screen:1.0.0', arguments: input, principal: 'p', retryCount: 0 } as const;
  return runTask(ports, { item, arguments: input, signal: more.signal ?? new AbortController().signal, idempotencyKey: 'visit-key-1' });
}

describe('a handler of kind http', () => {
  test('makes the declared call: every part of it from the declared places, the keys and the secrets', async () => {
    answer = (response) => json(response, 201, { result: { score: 42 }, internal: 'Anna' });
    const result = await call({ id: 'A/7 ä?', tags: ['x', 'y'], party: { name: 'Anna' } });
    expect(result).toMatchObject({ outcome: 'succeeded', output: { score: 42, status: 201, level: 'none' } });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/v1/customers/A%2F7%20%C3%A4%3F/screenings?mode=full&tag=x&tag=y', body: '{"name":"Anna","execution":"run-1"}' });
    expect(seen[0]?.headers).toMatchObject({ 'idempotency-key': 'visit-key-1', authorization: 'Bearer bank-token', 'x-api-key': 'k-1', 'content-type': 'application/json' });
    expect(seen[0]?.headers['x-note']).toBeUndefined();
  });

  test.each([
    [404, 'urn:uwf:error:UNKNOWN#404'],
    [429, 'urn:uwf:error:BUSY#429'],
    [500, 'urn:uwf:error:AWAY#503'],
    [503, 'urn:uwf:error:AWAY#503'],
    [202, 'urn:uwf:error:BUSY#429'],
    [400, 'Uwf.HandlerFailed'],
    [204, 'Uwf.HandlerFailed'],
    [302, 'Uwf.HandlerFailed'],
  ])('the status %d fails with %s, without a word of the answer', async (status, error) => {
    answer = (response) => json(response, status, status === 204 ? undefined : { message: 'Anna 4111111111111111' });
    const result = await call({ id: 'a' });
    expect(result).toMatchObject({ outcome: 'failed', error });
    expect(JSON.stringify(result)).not.toMatch(/Anna|4111/u);
  });

  test('an answer that cannot be used, and a host that is not there, are as the declaration says of 5xx', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"broken');
    expect(await call({ id: 'a' })).toMatchObject({ error: 'urn:uwf:error:AWAY#503' });
    expect(await call({ id: 'a' }, { text: DECLARATION.replace('PORT', '1') })).toMatchObject({ error: 'urn:uwf:error:AWAY#503' });
  });

  test.each(['..', '.', ''])('a part that would change the address is not sent: %j', async (id) => {
    expect(await call({ id })).toMatchObject({ outcome: 'failed', error: 'Uwf.HandlerFailed' });
    expect(seen).toHaveLength(0);
  });

  test('a header with a line break is not sent', async () => {
    expect(await call({ id: 'a', note: 'x\r\nx-admin: 1' })).toMatchObject({ outcome: 'failed', error: 'Uwf.HandlerFailed' });
    expect(seen).toHaveLength(0);
  });

  test('a host that is not on the egress list is refused when the runner starts', () => {
    expect(() => call({ id: 'a' }, { hosts: ['bank.example'] })).toThrow(/egress list/u);
  });

  test('without its secret nothing is sent', async () => {
    expect(await call({ id: 'a' }, { secrets: { key: 'k-1' } })).toMatchObject({ outcome: 'failed', error: 'Uwf.HandlerFailed' });
    expect(seen).toHaveLength(0);
  });

  test('who does not answer in time has timed out', async () => {
    answer = () => undefined;
    expect(await call({ id: 'a' }, { text: DECLARATION.replace('timeoutSeconds: 2', 'timeoutSeconds: 0.2') })).toMatchObject({ outcome: 'failed', error: 'States.Timeout' });
  });
});
