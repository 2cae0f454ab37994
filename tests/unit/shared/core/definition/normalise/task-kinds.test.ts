import { expect, test } from 'vitest';
import { readTask } from '#shared/core/definition/normalise/task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { codesOf, newReading } from './readings.ts';

function read(value: JsonValue, reading = newReading()) {
  return readTask(reading, { name: 't', value, pointer: '/do/0/t' });
}

test('set keeps its template', () => {
  expect(read({ set: { a: '${ $x }' } })).toMatchObject({ kind: 'set', set: { pointer: '/do/0/t/set', value: { a: '${ $x }' } } });
  expect(read({ set: '${ $x }' })).toMatchObject({ set: { value: '${ $x }' } });
});

test('switch keeps its cases in order, the default one without a condition', () => {
  expect(read({ switch: [{ a: { when: '${ $x }', then: 'u' } }, { b: { then: 'exit' } }] })).toMatchObject({
    kind: 'switch',
    cases: [
      { name: 'a', pointer: '/do/0/t/switch/0/a', when: { pointer: '/do/0/t/switch/0/a/when', text: '$x' }, then: { kind: 'task', name: 'u', pointer: '/do/0/t/switch/0/a/then' } },
      { name: 'b', pointer: '/do/0/t/switch/1/b', then: { kind: 'exit' } },
    ],
  });
});

test('do holds its tasks', () => {
  expect(read({ do: [{ a: { wait: 'PT1S' } }, { b: { x: 1 } }] })).toMatchObject({ kind: 'do', tasks: [{ kind: 'wait', name: 'a', pointer: '/do/0/t/do/0/a' }] });
});

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

test('authentication of an endpoint is refused by name', () => {
  const reading = newReading();
  read({ call: 'http', with: { method: 'get', endpoint: { uri: 'x', authentication: { use: 'a' } } } }, reading);
  expect(codesOf(reading)).toEqual([['UWF-1070', '/do/0/t/with/endpoint/authentication']]);
});

test('try has defaults for what its catch leaves out', () => {
  expect(read({ try: [{ a: { set: { x: 1 } } }], catch: {} })).toMatchObject({ kind: 'try', tasks: [{ name: 'a' }], catch: { pointer: '/do/0/t/catch', errors: { pointer: '/do/0/t/catch' }, as: 'error', then: { kind: 'continue' } } });
  const full = read({ try: [], catch: { as: 'e', when: '$e', retry: 'r', do: [{ b: { set: { x: 1 } } }], then: 'end' } });
  expect(full).toMatchObject({ catch: { as: 'e', when: { text: '$e' }, retry: { kind: 'reference', name: 'r' }, tasks: [{ pointer: '/do/0/t/catch/do/0/b' }], then: { kind: 'end' } } });
  expect(full?.kind === 'try' && Object.hasOwn(full.catch, 'exceptWhen')).toBe(false);
});

test('raise takes an error or its name', () => {
  expect(read({ raise: { error: 'bad' } })).toMatchObject({ kind: 'raise', error: { kind: 'reference', name: 'bad', pointer: '/do/0/t/raise/error' } });
  expect(read({ raise: { error: { type: 'x', status: 1 } } })).toMatchObject({ error: { kind: 'error', error: { type: 'x', status: 1 } } });
});

test('wait keeps its duration', () => {
  expect(read({ wait: { seconds: 2 } })).toMatchObject({ kind: 'wait', duration: { kind: 'milliseconds', value: 2_000 } });
});

test.each<JsonValue>([{ call: 1 }, { call: 'http' }, { call: 'http', with: { method: 1, endpoint: 'x' } }, { raise: {} }, { wait: 1 }, {}, null, { set: 1, wait: 1 }])('%j is left out without a finding of its own', (value) => {
  const reading = newReading();
  expect(read(value, reading)).toBeUndefined();
  expect(reading.findings).toEqual([]);
});
