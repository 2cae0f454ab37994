import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { bindHandlers, type HandlerTools } from '#onprem-runner/handlers/bind-handlers.ts';
import { factsOf } from '#onprem-runner/handlers/handler-facts.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { parseDeclaration } from '#onprem-runner/handlers/parse-declaration.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const COMMON: JsonObject = {
  version: '1.0.0',
  effect: 'idempotent',
  input: { type: 'object', additionalProperties: false, properties: { id: { type: 'string' }, amount: { type: 'number' }, tags: { type: 'array', items: { type: 'string' } }, party: { type: 'object', properties: { name: { type: 'string', 'x-tier': 1 } } } } },
  output: { type: 'object', additionalProperties: false, properties: { score: { type: 'number', 'x-tier': 2 } } },
  errors: { UNKNOWN: { status: 404, title: 'Unknown', retryable: false }, AWAY: { status: 503, title: 'Away', retryable: true } },
};

const HTTP: JsonObject = {
  ...COMMON,
  kind: 'http',
  name: 'screen',
  request: {
    method: 'post',
    url: 'https://aml.bank.example:8443/v1/customers/{customer}/screenings',
    path: { customer: '/id' },
    query: { mode: { $value: 'full' }, tag: '/tags' },
    headers: { 'x-amount': '/amount' },
    body: { name: '/party/name', run: { $context: 'executionId' }, amount: { $from: '/amount', $otherwise: 0 } },
    idempotencyHeader: 'Idempotency-Key',
  },
  authentication: { bearer: { token: { $secret: 'aml', $member: 'token' } } },
  secretHeaders: { 'x-api-key': { $secret: 'aml-key' } },
  response: { success: [200, 201], errors: { '404': 'UNKNOWN', '5xx': 'AWAY', timeout: 'AWAY' }, output: { score: '/content/result/score' } },
};

const SQL: JsonObject = {
  ...COMMON,
  kind: 'sql',
  name: 'reserve',
  database: { $secret: 'core' },
  access: 'write',
  idempotency: { table: 'app.handler_keys' },
  statementMs: 2_000,
  statements: [
    { name: 'account', text: 'SELECT id FROM accounts WHERE id = $1', parameters: ['/id'], rowsMin: 1, rowsMax: 1, otherwise: 'UNKNOWN' },
    { name: 'reserved', text: 'INSERT INTO reservations (key, amount) VALUES ($1, $2) RETURNING amount', parameters: [{ $context: 'idempotencyKey' }, '/amount'] },
  ],
  sqlErrors: { '23514': 'UNKNOWN', unavailable: 'AWAY' },
  result: { score: '/reserved/rows/0/amount' },
};

const FILES: JsonObject = {
  ...COMMON,
  kind: 'file-batch',
  name: 'settle',
  operation: 'convert',
  source: { root: 'incoming', path: '/id', format: 'csv', delimiter: ';' },
  destination: { root: 'outgoing', name: 'settled/{idempotencyKey}.ndjson' },
  fields: { account: '/ACCOUNT' },
  fileErrors: { missing: 'UNKNOWN' },
  result: { score: '/records' },
};

function problemsOf(declaration: JsonObject): readonly string[] {
  const parsed = parseDeclaration(stringify(declaration, { aliasDuplicateObjects: false }));
  return parsed.ok ? [] : parsed.error;
}

function pointersOf(declaration: JsonObject): readonly string[] {
  return problemsOf(declaration).map((problem) => problem.split(' ')[0] ?? '');
}

/** The declaration with one place of it changed. */
function changed(declaration: JsonObject, pointer: string, value: unknown): JsonObject {
  const copy: Record<string, unknown> = structuredClone(declaration) as Record<string, unknown>;
  const tokens = pointer.split('/').slice(1);
  const last = tokens.pop() ?? '';
  let at = copy;
  for (const token of tokens) at = at[token] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy as JsonObject;
}

describe('a declaration', () => {
  test.each([['http', HTTP], ['sql', SQL], ['file-batch', FILES]] as const)('of kind %s is read', (kind, declaration) => {
    const parsed = parseDeclaration(stringify(declaration, { aliasDuplicateObjects: false }));
    expect(parsed.ok ? parsed.value : parsed.error).toMatchObject({ name: declaration['name'], source: { kind } });
  });

  test('goes to its host or database unless it names a target', () => {
    const targetOf = (declaration: JsonObject): unknown => {
      const parsed = parseDeclaration(stringify(declaration, { aliasDuplicateObjects: false }));
      return parsed.ok ? parsed.value.target : parsed.error;
    };
    expect(targetOf(HTTP)).toBe('aml.bank.example:8443');
    expect(targetOf(SQL)).toBe('core');
    expect(targetOf({ ...HTTP, target: 'aml' })).toBe('aml');
    expect(targetOf(FILES)).toBeUndefined();
  });

  test('secrets are references that executors know', () => {
    const parsed = parseDeclaration(stringify(HTTP, { aliasDuplicateObjects: false }));
    expect(parsed.ok && parsed.value.source).toMatchObject({
      declaration: { authentication: { bearer: { token: { 'uwf:secret': 'aml', member: 'token' } } }, secretHeaders: { 'x-api-key': { 'uwf:secret': 'aml-key' } } },
    });
  });

  test('all problems are told at once', () => {
    const broken = { ...HTTP, version: 'one', effect: 'maybe', request: { method: 'head', url: 'ftp://x', path: { a: 7 } }, response: { errors: { '404': 'NONE' } }, more: 1 };
    expect([...pointersOf(broken)].sort()).toEqual(['/effect', '/more', '/request/method', '/request/path/a', '/request/url', '/response/errors/404', '/version']);
  });

  test.each([
    ['is not YAML', 'a: [', /is not YAML/u],
    ['uses aliases', 'a: &x 1\nb: *x', /aliases/u],
    ['has a key twice', 'kind: http\nkind: sql', /is not YAML/u],
    ['is no object', '7', /must be an object/u],
    ['is too long', `a: "${'x'.repeat(300_000)}"`, /characters/u],
  ])('that %s is refused', (_what, text, message) => {
    const parsed = parseDeclaration(text);
    expect(parsed.ok ? '' : parsed.error.join('\n')).toMatch(message);
  });

  test('of an unknown kind is refused by its kind', () => {
    expect(pointersOf({ ...HTTP, kind: 'soap' })).toContain('/kind');
  });
});

describe('an http declaration is refused', () => {
  test.each([
    ['/request/method', 'trace', '/request/method'],
    ['/request/url', 'https://{host}.example/{customer}', '/request/url'],
    ['/request/url', 'https://user:pw@aml.example/{customer}', '/request/url'],
    ['/request/url', 'https://aml.example/{customer}?x=1', '/request/url'],
    ['/request/url', 'https://aml.example/{customer}/{other}', '/request/path'],
    ['/request/url', 'https://aml.example/all', '/request/path'],
    ['/request/url', 'https://aml.example/{customer', '/request/url'],
    ['/request/path/customer', '/nobody/declared/this', '/request/path/customer'],
    ['/request/path/customer', 'id', '/request/path/customer'],
    ['/request/query/mode', { $value: 1, $from: '/id' }, '/request/query/mode'],
    ['/request/headers', { Authorization: '/id' }, '/request/headers/Authorization'],
    ['/request/headers', { Host: '/id' }, '/request/headers/Host'],
    ['/request/body', { name: { $context: 'secret' } }, '/request/body/name'],
    ['/request/idempotencyHeader', undefined, '/request/idempotencyHeader'],
    ['/authentication', { bearer: { token: 'in the clear' } }, '/authentication/bearer/token'],
    ['/authentication', { bearer: {}, basic: {} }, '/authentication'],
    ['/authentication', { kerberos: {} }, '/authentication'],
    ['/secretHeaders/x-api-key', 'in the clear', '/secretHeaders/x-api-key'],
    ['/response/success', [404], '/response/success/0'],
    ['/response/errors', { often: 'AWAY' }, '/response/errors/often'],
    ['/response/errors', { '404': 'NOBODY' }, '/response/errors/404'],
    ['/response/output', { score: 'result' }, '/response/output/score'],
    ['/response/retries', 3, '/response/retries'],
    ['/concurrencyMax', 0, '/concurrencyMax'],
    ['/target', 'Not A Name', '/target'],
  ])('with %s: %j', (pointer, value, problem) => {
    expect(pointersOf(changed(HTTP, pointer, value))).toContain(problem);
  });

  test('with a body of get', () => {
    expect(pointersOf(changed(HTTP, '/request/method', 'get'))).toContain('/request/body');
  });
});

describe('an sql declaration is refused', () => {
  test.each([
    ['/database', 'postgres://user:pw@host/db', '/database'],
    ['/database', 'local', '/database'],
    ['/database', undefined, '/database'],
    ['/access', 'all', '/access'],
    ['/idempotency', undefined, '/idempotency'],
    ['/idempotency', { table: 'keys; DROP TABLE x' }, '/idempotency/table'],
    ['/statements', [], '/statements'],
    ['/statements/0/text', 'BEGIN', '/statements/0/text'],
    ['/statements/0/text', 'SELECT set_config($1, $1, false);', '/statements/0/text'],
    ['/statements/0/text', 'SELECT id FROM accounts WHERE id = $1 AND x = $2', '/statements/0/parameters'],
    ['/statements/0/parameters', ['/other'], '/statements/0/parameters/0'],
    ['/statements/0/otherwise', undefined, '/statements/0/otherwise'],
    ['/statements/0/otherwise', 'NOBODY', '/statements/0/otherwise'],
    ['/statements/0/rowsMax', 1_000_000, '/statements/0/rowsMax'],
    ['/statements/1/name', 'account', '/statements'],
    ['/statements/1/more', 1, '/statements/1/more'],
    ['/sqlErrors', { deadlock: 'AWAY' }, '/sqlErrors/deadlock'],
    ['/result', undefined, '/result'],
    ['/statementMs', 0, '/statementMs'],
  ])('with %s: %j', (pointer, value, problem) => {
    expect(pointersOf(changed(SQL, pointer, value))).toContain(problem);
  });

  test('that only reads and would change something', () => {
    expect(pointersOf({ ...SQL, access: 'read' })).toEqual(expect.arrayContaining(['/statements/1/text', '/idempotency']));
  });

  test('whose effect is local and that goes elsewhere', () => {
    expect(pointersOf({ ...SQL, effect: 'local' })).toContain('/database');
  });
});

describe('a file-batch declaration is refused', () => {
  test.each([
    ['/operation', 'delete', '/operation'],
    ['/effect', 'local', '/effect'],
    ['/source/root', '../etc', '/source/root'],
    ['/source/path', '/nobody', '/source/path'],
    ['/source/format', 'bytes', '/source'],
    ['/source/more', 1, '/source/more'],
    ['/destination/name', 'settled.ndjson', '/destination/name'],
    ['/destination/name', '../{executionId}', '/destination/name'],
    ['/destination/name', '/tmp/{executionId}', '/destination/name'],
    ['/destination/name', '{attemptId}.ndjson', '/destination/name'],
    ['/destination/delimiter', 'x', '/destination/delimiter'],
    ['/fileErrors', { lost: 'AWAY' }, '/fileErrors/lost'],
    ['/fileErrors', { missing: 'NOBODY' }, '/fileErrors/missing'],
    ['/result', undefined, '/result'],
    ['/bytesMax', 0, '/bytesMax'],
  ])('with %s: %j', (pointer, value, problem) => {
    expect(pointersOf(changed(FILES, pointer, value))).toContain(problem);
  });

  test('that writes CSV and does not say which columns', () => {
    expect(pointersOf(changed(changed(FILES, '/fields', {}), '/destination/format', 'csv'))).toContain('/fields');
  });

  test('that writes and does not say what', () => {
    expect(pointersOf({ ...FILES, operation: 'write' })).toContain('/records');
  });
});

describe('a folder of handlers', () => {
  test('holds modules and declarations, and the catalogue shows all of them alike', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'uwf-kinds-test-'));
    try {
      await writeFile(join(folder, 'a.mjs'), `export const a = { name: 'alpha', version: '1.0.0', input: {}, output: {}, errors: {}, effect: 'local', target: 'ledger', concurrencyMax: 3, handle: () => 1 };`);
      await writeFile(join(folder, 'b.yaml'), stringify(HTTP, { aliasDuplicateObjects: false }));
      await writeFile(join(folder, 'c.yml'), stringify(SQL, { aliasDuplicateObjects: false }));
      await writeFile(join(folder, '_part.yaml'), 'not: a handler');
      const handlers = await loadHandlers(folder, { validator: createSchemaValidator(), cacheFolder: join(folder, '.cache') });
      expect(handlers.map(({ name, source }) => [name, source.kind])).toEqual([['alpha', 'module'], ['screen', 'http'], ['reserve', 'sql']]);
      expect(handlers[0]).toMatchObject({ target: 'ledger', concurrencyMax: 3 });
      const catalogue = catalogueOf(handlers);
      expect(catalogue.map(({ name }) => name)).toEqual(['alpha', 'reserve', 'screen']);
      expect(JSON.stringify(catalogue)).not.toMatch(/aml|secret|SELECT|accounts/u);
      expect(catalogue[2]).toMatchObject({ zone: 'on-prem', output: COMMON['output'], errors: [{ code: 'UNKNOWN', status: 404 }, { code: 'AWAY', status: 503 }] });
      await writeFile(join(folder, 'd.yaml'), stringify(changed(HTTP, '/input', { type: 'no type' }), { aliasDuplicateObjects: false }));
      await expect(loadHandlers(folder, { validator: createSchemaValidator(), cacheFolder: join(folder, '.cache') })).rejects.toMatchObject({ code: 'UWF-5005' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('factsOf()', () => {
  test('knows limits, targets, codes, and which effects lie in the transaction of the answer', () => {
    const local = { ...changed(changed(SQL, '/database', 'local'), '/idempotency', undefined), name: 'book', effect: 'local', concurrencyMax: 2 };
    const handlers = [HTTP, SQL, local].map((declaration) => parseDeclaration(stringify(declaration, { aliasDuplicateObjects: false }))).flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    const facts = factsOf(handlers);
    expect([...facts.limits]).toEqual([['screen:1.0.0', undefined], ['reserve:1.0.0', undefined], ['book:1.0.0', 2]]);
    expect([...facts.targets]).toEqual(['aml.bank.example:8443', 'core']);
    expect([...facts.codes]).toEqual(['UNKNOWN', 'AWAY']);
    expect(facts.isTransactional('book', '1.0.0')).toBe(true);
    expect(facts.isTransactional('reserve', '1.0.0')).toBe(false);
    expect(facts.isTransactional('book', '2.0.0')).toBe(false);
  });
});

describe('bindHandlers()', () => {
  const parsed = [HTTP, SQL, FILES].map((declaration) => parseDeclaration(stringify(declaration, { aliasDuplicateObjects: false })));
  const handlers = parsed.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  const log: object[] = [];
  const note = (event: string, fields?: object): void => void log.push({ event, ...fields });
  const tools: HandlerTools = {
    isolation: 'none',
    http: { execute: async () => ({ outcome: 'failed', error: 'x', cause: 'x' }) },
    sql: { databases: { open: () => ({ transaction: () => Promise.reject(new Error('4111111111111111')) }), close: async () => undefined }, secrets: async () => ({ ok: true, value: 'x' }) },
    files: { roots: { incoming: { folder: '/nowhere', access: 'read' }, outgoing: { folder: '/nowhere', access: 'write' } } },
    isAllowed: () => true,
    logger: { info: note, warn: note, error: note },
  };

  test('refuses what this runner does not have, all at once', () => {
    const { sql: _sql, ...less } = tools;
    const bind = (): unknown => bindHandlers(handlers, { ...less, isAllowed: () => false, files: { roots: { incoming: { folder: '/x', access: 'write' } } } });
    expect(bind).toThrow(/screen:1\.0\.0: its host[^]*reserve:1\.0\.0: this runner has no secrets[^]*incoming is not there to read[^]*no root outgoing/u);
  });

  test('an unbound declaration does nothing', async () => {
    await expect(async () => handlers[0]?.handle({}, {} as never)).rejects.toMatchObject({ reason: 'unbound' });
  });

  test('says in the log which handler broke and how, by a closed list', async () => {
    const [screen, reserve, settle] = bindHandlers(handlers, tools);
    const context = { attemptId: 'a-1', idempotencyKey: 'k', executionId: 'e', signal: new AbortController().signal } as never;
    for (const handler of [screen, reserve, settle]) await expect(async () => handler?.handle({ id: 'a', amount: 1 }, context)).rejects.toThrow();
    expect(log).toEqual([
      { event: 'handler-fault', handler: 'screen:1.0.0', attemptId: 'a-1', reason: 'refused' },
      { event: 'handler-fault', handler: 'reserve:1.0.0', attemptId: 'a-1', reason: 'thrown' },
      { event: 'handler-fault', handler: 'settle:1.0.0', attemptId: 'a-1', reason: 'place' },
    ]);
  });
});
