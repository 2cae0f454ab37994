import type { JsonObject } from '#shared/core/kernel/json.ts';

const HEADER = { dsl: '1.0.3', namespace: 'tests', name: 'whole-language', version: '1.0.0', title: 'T', summary: 'S', tags: { a: 'b' }, metadata: { owner: 'team' } };
const AUTHENTICATED = { uri: 'https://service.example/{id}', authentication: { use: 'bySecret' } };
const RESOURCE = { name: 'document', endpoint: { uri: 'https://service.example/document', authentication: { digest: { username: 'u', password: '${ .p }' } } } };
const SCHEMA = { format: 'json', document: { type: 'object', properties: { a: { type: 'string' } } } };
const EVENT = { with: { id: '${ .id }', source: 'https://source.example', type: 'a.b', time: '2026-01-01T00:00:00Z', subject: 's', datacontenttype: 'application/json', dataschema: 'https://schema.example', data: { a: '${ .a }' }, extension: 'x' } };
const FILTER = { ...EVENT, correlate: { room: { from: '.room', expect: '${ $context.room }' } } };
const ITERATOR = { item: 'one', at: 'position', do: [{ inner: { set: { a: '${ $one }' } } }], output: { as: '.a', schema: SCHEMA }, export: { as: { b: '${ .b }' } } };
const RETRY = {
  when: '.a',
  exceptWhen: '${ .b }',
  delay: { seconds: 1, milliseconds: 5 },
  backoff: { exponential: {} },
  limit: { attempt: { count: 3, duration: 'PT1S' }, duration: 'P1DT2H' },
  jitter: { from: 'PT0.1S', to: { milliseconds: 500 } },
};
const OAUTH = {
  authority: 'https://login.example',
  grant: 'client_credentials',
  client: { id: 'c', secret: '${ .s }', assertion: 'a', authentication: 'private_key_jwt' },
  request: { encoding: 'application/json' },
  issuers: ['https://issuer.example'],
  scopes: ['read'],
  audiences: ['them'],
  username: 'u',
  password: 'p',
  subject: { token: 't', type: 'jwt' },
  actor: { token: 't', type: 'jwt' },
};
const ERROR = { type: 'https://errors.example/a', status: 400, instance: '/do/0', title: '${ .t }', detail: 'd' };

/** Every field of a document but its tasks. */
const FRAME: JsonObject = {
  document: HEADER,
  evaluate: { language: 'jq', mode: 'strict' },
  input: { schema: SCHEMA, from: '.a' },
  output: { schema: { resource: { name: 'r', endpoint: 'https://schema.example/order.json' } }, as: { a: '${ .b }' } },
  timeout: 'short',
  schedule: { every: { hours: 1, minutes: 2 }, cron: '0 0 * * *', after: 'PT5M', on: { any: [FILTER], until: { all: [FILTER, { with: { type: 'end' } }] } }, read: 'raw' },
  use: {
    authentications: {
      bySecret: { basic: { use: 'mine' } },
      plain: { basic: { username: 'u', password: 'p' } },
      token: { bearer: { token: '${ .t }' } },
      tokenOf: { bearer: { use: 'mine' } },
      oauth: { oauth2: { ...OAUTH, endpoints: { token: '/token', revocation: '/revoke', introspection: '/introspect' } } },
      openid: { oidc: OAUTH },
    },
    catalogs: { shared: { endpoint: { uri: 'https://catalog.example', authentication: { use: 'plain' } } }, open: { endpoint: 'https://open.example' } },
    errors: { bad: ERROR },
    extensions: [{ log: { extend: 'all', when: '$task.name == "a"', before: [{ b: { set: { a: 1 } } }], after: [{ c: { wait: 'PT1S' } }] } }, { mock: { extend: 'composite' } }],
    functions: { f: { input: { schema: SCHEMA }, set: '${ . }' }, g: { call: 'f' } },
    retries: { often: RETRY },
    secrets: ['mine', 'other'],
    timeouts: { short: { after: 'PT1M' } },
  },
  do: [{ a: { call: 'g' } }],
};

/** Every field of every kind of task. */
const TASKS: readonly JsonObject[] = [
  { a: { do: [{ b: { set: { c: '${ .d }' } } }], if: '.x', input: { from: { a: 1 }, schema: SCHEMA }, output: { as: '.a' }, export: { as: '.b', schema: SCHEMA }, timeout: { after: 'PT1S' }, then: 'a', metadata: { note: 'x' } } },
  { d: { for: { each: 'one', in: '.items', at: 'n' }, while: '$n < 3', do: [{ e: { wait: { days: 1 } } }] } },
  { f: { fork: { branches: [{ g: { wait: 'P1W' } }, { h: { raise: { error: ERROR } } }], compete: true } } },
  { i: { switch: [{ j: { when: '.a', then: 'i' } }, { k: { then: 'end' } }] } },
  { l: { try: [{ m: { raise: { error: 'bad' } } }], catch: { errors: { with: { type: 'x', status: 400, instance: 'i', title: 't', detail: 'd' } }, as: 'problem', when: '.a', exceptWhen: '.b', retry: RETRY, do: [{ n: { set: { a: 1 } } }], then: 'exit' } } },
  { o: { try: [], catch: { retry: 'often' } } },
  { p: { emit: { event: EVENT } } },
  { q: { listen: { to: { any: [FILTER, { with: { type: 'x' } }], until: '.done' }, read: 'envelope' }, foreach: ITERATOR } },
  { r: { listen: { to: { one: FILTER } } } },
  { s: { listen: { to: { all: [] }, read: 'data' } } },
  { a: { call: 'http', with: { method: 'post', endpoint: AUTHENTICATED, headers: { a: '${ .a }' }, query: '${ .q }', body: { a: 1 }, output: 'raw', redirect: true } } },
  { b: { call: 'openapi', with: { document: RESOURCE, operationId: 'o', parameters: { a: 1 }, authentication: { use: 'bySecret' }, output: 'response', redirect: false } } },
  { c: { call: 'grpc', with: { proto: RESOURCE, service: { name: 's', host: 'host', port: 80, authentication: { use: 'bySecret' } }, method: 'm', arguments: { a: 1 } } } },
  { d: { call: 'asyncapi', with: { document: RESOURCE, channel: 'c', server: { name: 's', variables: { a: 1 } }, protocol: 'kafka', message: { payload: { a: 1 }, headers: { b: 1 } }, authentication: { use: 'bySecret' } } } },
  { e: { call: 'asyncapi', with: { document: RESOURCE, operation: 'o', subscription: { filter: '${ .a }', consume: { for: 'PT1M', amount: 2 }, foreach: ITERATOR } } } },
  { f: { call: 'a2a', with: { method: 'message/send', agentCard: RESOURCE, parameters: { a: 1 } } } },
  { g: { call: 'a2a', with: { method: 'tasks/get', server: AUTHENTICATED, parameters: '${ .p }' } } },
  { h: { call: 'mcp', with: { protocolVersion: '2025-06-18', method: 'tools/call', parameters: { a: 1 }, timeout: 'PT1S', transport: { http: { endpoint: AUTHENTICATED, headers: { a: 'b' } }, options: { a: 'b' } }, client: { name: 'n', version: '1' } } } },
  { i: { call: 'mcp', with: { method: 'tools/list', transport: { stdio: { command: 'c', arguments: ['a'], environment: { a: 'b' } } } } } },
  { j: { call: 'f:1.0.0@shared', with: { a: '${ .a }' } } },
  { k: { run: { workflow: { namespace: 'n', name: 'w', version: 'latest', input: { a: 1 } }, await: false, return: 'none' } } },
  { l: { run: { script: { language: 'js', source: RESOURCE, stdin: '${ . }', arguments: ['a'], environment: { a: 'b' } }, return: 'code' } } },
  { m: { run: { script: { language: 'python', code: 'print()' } } } },
  { n: { run: { shell: { command: 'c', stdin: 's', arguments: ['a'], environment: { a: 'b' } }, return: 'all' } } },
  { o: { run: { container: { image: 'i', name: '${ .n }', command: 'c', ports: { 80: 80 }, volumes: { a: 'b' }, environment: { a: 'b' }, stdin: 's', arguments: ['a'], pullPolicy: 'never', lifetime: { cleanup: 'eventually', after: 'PT1M' } } } } },
];

const SHORT_HEADER = { dsl: '1.0.3', namespace: 'n', name: 'w', version: '1.0.0' };
/** What the tasks refer to. */
const USE = {
  secrets: ['mine'],
  authentications: { bySecret: { oidc: { use: 'mine' } } },
  catalogs: { shared: { endpoint: 'https://catalog.example' } },
  errors: { bad: { type: 'x', status: 1 } },
  retries: { often: {} },
};

/**
 * Documents of our own with every field of DSL 1.0.3: what the kit's examples leave out is compared by these. One task for each document
 * keeps the mutations small.
 */
export const WHOLE_LANGUAGE: readonly { readonly name: string; readonly document: JsonObject }[] = [
  { name: 'own: all but tasks', document: FRAME },
  ...TASKS.map((task) => ({ name: `own: task ${Object.keys(task).join()}`, document: { document: SHORT_HEADER, use: USE, do: [task] } })),
];
