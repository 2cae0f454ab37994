import { expect, test } from 'vitest';
import { readTask } from '#shared/core/definition/normalise/task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { codesOf, newReading } from './readings.ts';

function read(value: JsonValue, reading = newReading()) {
  return readTask(reading, { name: 't', value, pointer: '/do/0/t' });
}

test('a function is called with a template, empty when there is none', () => {
  expect(read({ call: 'f:1.0.0', with: { a: 1 } })).toMatchObject({ kind: 'call-function', call: 'f:1.0.0', with: { pointer: '/do/0/t/with', value: { a: 1 } } });
  expect(read({ call: 'f' })).toMatchObject({ with: { value: {} } });
});

test('call: http has defaults, and its endpoint may be an object', () => {
  expect(read({ call: 'http', with: { method: 'get', endpoint: 'https://x/{id}' } })).toMatchObject({
    kind: 'call-http',
    http: { pointer: '/do/0/t/with', method: 'GET', endpoint: { pointer: '/do/0/t/with/endpoint', value: 'https://x/{id}' }, output: 'content', redirect: false },
  });
  expect(read({ call: 'http', with: { method: 'POST', endpoint: { uri: 'x' }, headers: { a: 'b' }, query: '${ $q }', body: [1], output: 'raw', redirect: true } })).toMatchObject({
    http: {
      endpoint: { pointer: '/do/0/t/with/endpoint/uri', value: 'x' },
      headers: { pointer: '/do/0/t/with/headers', value: { a: 'b' } },
      query: { value: '${ $q }' },
      body: { value: [1] },
      output: 'raw',
      redirect: true,
    },
  });
});

test('call: http says who it is', () => {
  const authenticated = (authentication: JsonValue) => read({ call: 'http', with: { method: 'get', endpoint: { uri: 'x', authentication } } });
  const pointer = '/do/0/t/with/endpoint/authentication';
  expect(authenticated({ use: 'a' })).toMatchObject({ http: { authentication: { kind: 'reference', name: 'a', pointer: `${pointer}/use` } } });
  expect(authenticated({ bearer: { token: '${ .t }' } })).toMatchObject({ http: { authentication: { kind: 'policy', scheme: 'bearer', properties: { pointer: `${pointer}/bearer`, value: { token: '${ .t }' } } } } });
});

test('call: openapi has a document, an operation and defaults', () => {
  expect(read({ call: 'openapi', with: { document: { endpoint: 'https://x/api.json' }, operationId: 'find' } })).toEqual(
    expect.objectContaining({ kind: 'call-openapi', openapi: { pointer: '/do/0/t/with', document: { pointer: '/do/0/t/with/document', uri: 'https://x/api.json' }, operationId: 'find', output: 'content', redirect: false } }),
  );
  expect(read({ call: 'openapi', with: { document: { endpoint: { uri: 'x' } }, operationId: 'find', parameters: { status: '${ .s }' }, authentication: { use: 'a' }, output: 'response', redirect: true } })).toMatchObject({
    openapi: { parameters: { pointer: '/do/0/t/with/parameters', value: { status: '${ .s }' } }, authentication: { kind: 'reference', name: 'a' }, output: 'response', redirect: true },
  });
});

test('an OpenAPI document whose address is not static is refused', () => {
  const reading = newReading();
  expect(read({ call: 'openapi', with: { document: { endpoint: 'https://{host}/api.json' }, operationId: 'find' } }, reading)).toBeUndefined();
  expect(codesOf(reading)).toEqual([['UWF-1074', '/do/0/t/with/document/endpoint']]);
});

test.each([
  ['grpc', { service: { name: 's', host: 'h', authentication: { use: 'a' } } }, 'service/authentication'],
  ['a2a', { method: 'message/send', server: { uri: 'x', authentication: { use: 'a' } } }, 'server/authentication'],
  ['mcp', { method: 'tools/list', transport: { http: { endpoint: { uri: 'x', authentication: { use: 'a' } } } } }, 'transport/http/endpoint/authentication'],
])('call: %s keeps the whole of with, and who calls', (call, value, at) => {
  expect(read({ call, with: value })).toMatchObject({ kind: `call-${call}`, with: { pointer: '/do/0/t/with', value }, authentication: { kind: 'reference', name: 'a', pointer: `/do/0/t/with/${at}/use` } });
  expect(Object.hasOwn(read({ call, with: {} }) ?? { authentication: 1 }, 'authentication')).toBe(false);
});

test('call: asyncapi publishes a message', () => {
  const task = read({ call: 'asyncapi', with: { document: { endpoint: 'x' }, operation: 'o', message: { payload: { a: 1 } }, authentication: { use: 'a' } } });
  expect(task).toMatchObject({ kind: 'call-asyncapi', with: { pointer: '/do/0/t/with', value: { operation: 'o', message: { payload: { a: 1 } } } }, authentication: { name: 'a' } });
  expect(Object.hasOwn(task ?? { subscription: 1 }, 'subscription')).toBe(false);
});

test('call: asyncapi consumes messages, with tasks for each', () => {
  const task = read({
    call: 'asyncapi',
    with: { document: { endpoint: 'x' }, channel: 'c', subscription: { filter: '${ .a }', consume: { until: '${ .b }', for: { seconds: 2 } }, foreach: { item: 'message', do: [{ b: { set: { x: 1 } } }] } } },
  });
  const at = '/do/0/t/with/subscription';
  expect(task).toMatchObject({
    with: { value: { document: { endpoint: 'x' }, channel: 'c' } },
    subscription: {
      pointer: at,
      filter: { pointer: `${at}/filter`, text: '.a' },
      until: { pointer: `${at}/consume/until`, text: '.b' },
      for: { kind: 'milliseconds', value: 2_000, pointer: `${at}/consume/for` },
      foreach: { pointer: `${at}/foreach`, item: 'message', at: 'index', tasks: [{ pointer: `${at}/foreach/do/0/b` }] },
    },
  });
  expect(task?.kind === 'call-asyncapi' && JSON.stringify(task.with.value).includes('subscription')).toBe(false);
  expect(read({ call: 'asyncapi', with: { subscription: { consume: { amount: 5 } } } })).toMatchObject({ subscription: { amount: 5 } });
  expect(read({ call: 'asyncapi', with: { subscription: { consume: { while: '${ true }' } } } })).toMatchObject({ subscription: { while: { text: 'true' } } });
});

test.each<JsonValue>([{ call: 1 }, { call: 'http' }, { call: 'http', with: { method: 1, endpoint: 'x' } }, { call: 'openapi', with: {} }, { call: 'grpc' }, { call: 'asyncapi', with: 1 }])('%j is left out without a finding of its own', (value) => {
  const reading = newReading();
  expect(read(value, reading)).toBeUndefined();
  expect(reading.findings).toEqual([]);
});
