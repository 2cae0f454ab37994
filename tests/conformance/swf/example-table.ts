import type { DiagnosticCode } from '#shared/core/kernel/diagnostic.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Expectations } from './expectations.ts';
import type { RunRequest } from './module.ts';

/** How one example of the specification is judged: run with fakes to its end, or refused with a code for a reason. */
export type Example =
  | { readonly request?: Partial<RunRequest>; readonly expect: Expectations; readonly note?: string }
  | { readonly refused: DiagnosticCode; readonly reason: string };

const PET = { id: 1, name: 'Milou', status: 'available' };
const PET_RULE = { request: { method: 'GET', url: 'https://petstore.swagger.io/v2/pet/1' }, response: { json: PET } };
const PEOPLE_RULE = { request: { url: 'https://swapi.dev/api/people/', query: { search: 'Luke' } }, response: { json: { count: 1 } } };
const TOKENS = {
  'POST http://keycloak/realms/fake-authority/auth/token': { json: { access_token: 'from-oauth2', token_type: 'Bearer' } },
  'GET http://keycloak/realms/fake-authority/.well-known/openid-configuration': { json: { issuer: 'http://keycloak/realms/fake-authority', token_endpoint: 'http://keycloak/realms/fake-authority/token' } },
  'POST http://keycloak/realms/fake-authority/token': { json: { access_token: 'from-oidc', token_type: 'Bearer' } },
};
const CLIENT = { authority: 'http://keycloak/realms/fake-authority', endpoints: { token: '/auth/token' }, grant: 'client_credentials', client: { id: 'a', secret: 'b' } };

function bearer(token: string): JsonObject {
  return { request: { method: 'GET', url: 'https://petstore.swagger.io/v2/pet/1', headers: { authorization: `Bearer ${token}` } }, response: { json: PET } };
}

function event(type: string, data: JsonValue = {}, more: JsonObject = {}): JsonObject {
  return { id: type, specversion: '1.0', source: 'https://tests', type, data, ...more };
}

const TEMPERATURE = event('com.fake-hospital.vitals.measurements.temperature', { temperature: 39 });
const NORMAL = event('com.fake-hospital.vitals.measurements.temperature', { temperature: 37 });
const BPM = event('com.fake-hospital.vitals.measurements.bpm', { bpm: 50 });
const OUT = event('com.fake-hospital.patient.checked-out');
const completed = { status: 'completed' } as const;

const NO_BROKER = { refused: 'UWF-2027', reason: 'asyncapi needs a broker, which the target has to list as a capability' } as const;
const NO_CONTAINERS = { refused: 'UWF-2027', reason: 'containers need a container engine, which the target has to list as a capability' } as const;

const READING_API = {
  openapi: '3.0.3',
  info: { title: 'readings', version: '1' },
  servers: [{ url: '/api' }],
  paths: { '/readings': { post: { operationId: 'logreading', responses: {} } }, '/report': { get: { operationId: 'produceReport', responses: {} } } },
};

const STEPS = { json: {} };

/** Every example by the name of its file. */
export const EXAMPLES: { readonly [file: string]: Example } = {
  'accumulate-room-readings.yaml': {
    request: {
      events: [event('my.home.sensors.temperature', { reading: 20 }, { source: 'https://my.home.com/sensor', roomid: 1 }), event('my.home.sensors.humidity', {}, { source: 'https://my.home.com/sensor', roomid: 2 }), event('my.home.sensors.humidity', { reading: 70 }, { source: 'https://my.home.com/sensor', roomid: 1 })],
      http: { 'http://myorg.io/ordersservices.json': { json: READING_API }, 'POST http://myorg.io/api/readings': STEPS, 'GET http://myorg.io/api/report': { json: { report: true } } },
    },
    expect: { ...completed, output: { report: true } },
    note: 'the readings that its loop looks for are not where it looks, so nothing is logged',
  },
  'authentication-bearer-uri-format.yaml': { request: { input: { petId: 1, token: 't' }, http: bearer('t') }, expect: { ...completed, output: PET } },
  'authentication-bearer.yaml': { request: { input: { token: 't' }, http: bearer('t') }, expect: { ...completed, output: PET } },
  'authentication-oauth2-secret.yaml': { request: { input: { petId: 1 }, http: [TOKENS, bearer('from-oauth2')], secrets: { mySecret: CLIENT } }, expect: { ...completed, output: PET } },
  'authentication-oauth2.yaml': { request: { input: { petId: 1 }, http: [TOKENS, bearer('from-oauth2')] }, expect: { ...completed, output: PET } },
  'authentication-oidc-secret.yaml': { request: { input: { petId: 1 }, http: [TOKENS, bearer('from-oidc')], secrets: { mySecret: CLIENT } }, expect: { ...completed, output: PET } },
  'authentication-oidc.yaml': { request: { input: { petId: 1 }, http: [TOKENS, bearer('from-oidc')] }, expect: { ...completed, output: PET } },
  'authentication-reusable.yaml': { request: { input: { petId: 1, token: 't' }, http: bearer('t') }, expect: { ...completed, output: PET } },
  'call-asyncapi-publish.yaml': NO_BROKER,
  'call-asyncapi-subscribe-consume-amount.yaml': NO_BROKER,
  'call-asyncapi-subscribe-consume-forever-foreach.yaml': NO_BROKER,
  'call-asyncapi-subscribe-consume-until.yaml': NO_BROKER,
  'call-asyncapi-subscribe-consume-while.yaml': NO_BROKER,
  'call-custom-function-cataloged.yaml': {
    request: { resources: { 'https://raw.githubusercontent.com/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml': 'set:\n  logged: ${ .message }\n' } },
    expect: { ...completed, output: { logged: 'Hello, world!' } },
  },
  'call-custom-function-inline.yaml': { request: { http: { 'GET https://petstore.swagger.io/v2/pet/69': { json: PET } } }, expect: { ...completed, output: PET } },
  'call-grpc.yaml': { refused: 'UWF-2027', reason: 'gRPC needs a client and the proto, which the target has to list as a capability' },
  'call-http-endpoint-interpolation-shorthand.yaml': { request: { input: { petId: 1 }, http: PET_RULE }, expect: { ...completed, output: PET } },
  'call-http-endpoint-interpolation.yaml': { request: { input: { petId: 1 }, http: PET_RULE }, expect: { ...completed, output: PET } },
  'call-http-query-headers-expressions.yaml': { request: { input: { searchQuery: 'Luke' }, http: PEOPLE_RULE }, expect: { ...completed, output: { count: 1 } } },
  'call-http-query-parameters.yaml': { request: { input: { searchQuery: 'Luke' }, http: PEOPLE_RULE }, expect: { ...completed, output: { count: 1 } } },
  'call-http-redirect.yaml': { request: { input: { searchQuery: 'Luke' }, http: { ...PEOPLE_RULE, response: { status: 302, json: { moved: true } } } }, expect: { ...completed, output: { moved: true } } },
  'call-mcp.yaml': { refused: 'UWF-2027', reason: 'MCP needs servers, which the target has to list as a capability' },
  'call-openapi-redirect.yaml': { expect: { ...completed, calls: [{ method: 'GET', endpoint: 'https://petstore.swagger.io/v2/pet/findByStatus', redirect: true }] } },
  'call-openapi.yaml': { expect: { ...completed, outputHas: ['0.id'] } },
  'conditional-task.yaml': {
    request: { input: { customer: { age: 17 } } },
    expect: { status: 'faulted', errorHas: { type: 'https://superbet-casinos.com/customer/access-forbidden', status: 400, title: 'Access Forbidden', instance: '/do/0/raiseErrorIfUnderage' }, calls: [] },
  },
  'do-multiple.yaml': {
    request: { input: { petId: 1 }, http: [{ request: { method: 'GET', url: 'https://petstore.swagger.io/v2/pet/1' }, response: { json: { ...PET, petId: 1 } } }, { request: { method: 'PUT', url: 'https://petstore.swagger.io/v2/pet/1' }, response: { json: { bought: true } } }] },
    expect: { ...completed, output: { bought: true }, calls: [{ method: 'GET' }, { method: 'PUT', 'body.status': 'sold' }] },
  },
  'do-single.yaml': { request: { input: { petId: 1 }, http: PET_RULE }, expect: { ...completed, output: PET } },
  'emit.yaml': { expect: { ...completed, published: ['com.petstore.order.placed.v1'], outputPropertyEquals: [{ path: 'data.client.firstName', value: 'Cruella' }] } },
  'for-inline-array.yaml': { expect: { ...completed, outputPropertyCount: [{ path: 'processed', count: 3 }] } },
  'for.yaml': {
    request: { input: { pets: [{ id: 1 }], vet: 'Jane' }, events: [event('com.fake.petclinic.pets.checkup.completed.v2', { pets: [] })] },
    expect: completed,
    note: 'its output.as reads .pets of the array of events',
  },
  'fork.yaml': {
    request: { input: { patient: { fullName: 'A' }, room: { number: 1 } }, http: { 'PUT https://fake-hospital.com/api/v3/alert/nurses': { json: { came: 'nurse' } }, 'PUT https://fake-hospital.com/api/v3/alert/doctor': { json: { came: 'doctor' } } } },
    expect: { ...completed, output: { came: 'nurse' } },
  },
  'listen-to-all read-envelope.yaml': { request: { events: [NORMAL, BPM, BPM, TEMPERATURE] }, expect: { ...completed, output: [BPM, TEMPERATURE] } },
  'listen-to-all.yaml': { request: { events: [NORMAL, BPM, TEMPERATURE] }, expect: { ...completed, output: [{ bpm: 50 }, { temperature: 39 }] } },
  'listen-to-any-filter.yaml': { request: { events: [NORMAL, BPM, TEMPERATURE] }, expect: { ...completed, output: [{ bpm: 50 }] } },
  'listen-to-any-forever-foreach.yaml': {
    request: { input: { roomId: 7 }, events: [event('a', { n: 1 }), event('b', { n: 2 })], http: { 'POST https://fake-chat-api.com/room/7': STEPS } },
    expect: { status: 'faulted', errorHas: { status: 408 }, calls: [{ 'body.event.n': 1 }, { 'body.event.n': 2 }], openSubscriptions: 1 },
    note: 'listens for ever: it is judged by what it does with the events that come',
  },
  'listen-to-any-until-condition.yaml': { request: { events: [1, 2, 3, 4, 5].map((n) => event('any', { n })) }, expect: { ...completed, output: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] } },
  'listen-to-any-until-consumed.yaml': { request: { events: [NORMAL, TEMPERATURE, BPM, OUT] }, expect: { ...completed, output: [{ temperature: 39 }, { bpm: 50 }] } },
  'listen-to-any.yaml': { request: { events: [event('whatever', { n: 1 })] }, expect: { ...completed, output: [{ n: 1 }] } },
  'listen-to-one.yaml': {
    request: { input: { carId: 3 }, events: [event('other'), event('com.virtual-wf-powered-race.events.race.started.v1', { carId: 3 })], http: { 'POST https://virtual-wf-powered-race.com/api/v4/cars/3/start': { json: { started: true } } } },
    expect: { ...completed, output: { started: true } },
    note: 'reads {carId} of the array of events: members of items are reached as in every path',
  },
  'mock-service-extension.yaml': { request: { http: { 'GET https://fake.com/sample': { json: { real: true } } } }, expect: { ...completed, output: { real: true } } },
  'raise-inline.yaml': { expect: { status: 'faulted', errorHas: { status: 500, title: 'Not Implemented', detail: "The workflow 'raise-not-implemented:0.1.0' is a work in progress and cannot be run yet" } } },
  'raise-reusable.yaml': { expect: { status: 'faulted', errorHas: { status: 500, title: 'Not Implemented', instance: '/do/0/notImplemented' } } },
  'run-container-cleanup-always.yaml': NO_CONTAINERS,
  'run-container-cleanup-eventually.yaml': NO_CONTAINERS,
  'run-container-stdin-and-arguments.yaml': NO_CONTAINERS,
  'run-container-with-name.yaml': NO_CONTAINERS,
  'run-container-with-pull-policy.yaml': NO_CONTAINERS,
  'run-container.yaml': NO_CONTAINERS,
  'run-return-all.yaml': NO_CONTAINERS,
  'run-return-code.yaml': NO_CONTAINERS,
  'run-return-none.yaml': NO_CONTAINERS,
  'run-return-stderr.yaml': NO_CONTAINERS,
  'run-script-with-stdin-and-arguments.yaml': { request: { process: (process) => ({ stdout: JSON.stringify(Object.keys(process)) }) }, expect: { ...completed, output: '["script"]' } },
  'run-shell-stdin-and-arguments.yaml': { request: { process: ({ shell }) => ({ stdout: JSON.stringify(shell ?? null) }) }, expect: { ...completed, outputHas: [] } },
  'run-subflow.yaml': {
    request: { input: { user: 'Ann' }, workflows: [{ document: { dsl: '1.0.3', namespace: 'test', name: 'register-customer', version: '0.1.0' }, do: [{ done: { set: { registered: '${ .customer }' } } }] }] },
    expect: { ...completed, output: { registered: '.user' } },
    note: 'writes .user where only ${ .user } is an expression',
  },
  'schedule-cron.yaml': { request: { http: { 'POST https://example.com/api/v1/backup/start': { json: { started: true } } } }, expect: { ...completed, output: { started: true } } },
  'schedule-event-driven.yaml': {
    request: {
      input: [{ data: { patient: { id: 1, name: 'A', room: { number: 2 }, vitals: { bpm: 30 } }, timestamp: 'now' } }],
      http: { 'POST https://hospital.example.com/api/v1/notify': STEPS },
    },
    expect: { ...completed, calls: [{ 'body.patientId': 1, 'body.roomNumber': 2, 'body.vitals.heartRate': 30 }] },
  },
  'set-expression.yaml': { request: { input: [{ a: 1 }] }, expect: { ...completed, output: { a: 1 } } },
  'set.yaml': { request: { input: [{ a: 1 }] }, expect: { ...completed, output: { startEvent: { a: 1 } } } },
  'star-wars-homeworld.yaml': {
    request: { input: { id: 1 }, http: { 'https://swapi.dev/api/people/1': { json: { homeworld: 'https://swapi.dev/api/planets/1/' } }, 'https://swapi.dev/api/planets/1/': { json: { name: 'Tatooine' } } } },
    expect: { ...completed, output: { name: 'Tatooine' } },
  },
  'switch-then-string.yaml': { request: { input: { orderType: 'electronic' } }, expect: { ...completed, output: { validate: true, status: 'fulfilled' }, allTaskRuns: ['processOrder', 'processElectronicOrder'] } },
  'try-catch-retry-inline.yaml': {
    request: { input: { petId: 1 }, http: { ...PET_RULE, response: [{ status: 503 }, { status: 503 }, { json: PET }] } },
    expect: { ...completed, output: PET, tookMs: 9_000 },
  },
  'try-catch-retry-reusable.yaml': { request: { input: { petId: 1 }, http: { ...PET_RULE, response: { status: 503 } } }, expect: { status: 'faulted', errorHas: { status: 503 }, tookMs: 93_000 } },
  'try-catch-then-directive.yaml': { request: { http: { 'GET https://external-service.example.com/api': { status: 503 } } }, expect: { ...completed, output: { status: 'failed' } } },
  'try-catch-then.yaml': {
    request: { input: { petId: 1 }, http: { ...PET_RULE, response: { status: 404 } } },
    expect: { ...completed, output: { error: '$error' }, published: ['io.swagger.petstore.events.pets.not-found.v1'], calls: [{ method: 'GET' }] },
    note: 'writes $error where only ${ $error } is an expression',
  },
  'try-catch.yaml': { request: { input: { petId: 1 }, http: { ...PET_RULE, response: { status: 404 } } }, expect: { ...completed, output: { petId: 1 } } },
  'wait-duration-inline.yaml': { request: { input: { a: 1 } }, expect: { ...completed, output: { a: 1 }, tookMs: 30_000 } },
  'wait-duration-iso8601.yaml': { request: { input: { a: 1 } }, expect: { ...completed, output: { a: 1 }, tookMs: 30_000 } },
};
