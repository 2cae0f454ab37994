import { expect, test } from 'vitest';
import { explainFindings, valueAt } from '#shared/core/definition/check/explain.ts';
import { validators, type ValidatorName } from '#shared/core/definition/generated/validators.mjs';
import type { JsonValue } from '#shared/core/kernel/json.ts';

function messagesOf(name: ValidatorName, value: JsonValue): readonly string[] {
  return validators[name](value) ? [] : explainFindings(validators[name].errors ?? [], { value, pointer: '/at' }).map(({ pointer, message }) => `${pointer}: ${message}`);
}

test.each<[ValidatorName, JsonValue, readonly string[]]>([
  ['set', { set: 1 }, ['/at/set: the value is a number, but must be an object or a string']],
  ['set', { set: {} }, ['/at/set: the value must be an object that is not empty']],
  ['wait', { wait: 'x' }, ["/at/wait: the value must be an ISO 8601 duration such as 'PT30S', an object such as {seconds: 30}, or an expression '${ … }'"]],
  ['wait', { wait: { days: -1 } }, ['/at/wait/days: the value must be >= 0']],
  ['call-http', { call: 'http', with: { method: 'get', endpoint: 'x', output: 'y' } }, ["/at/with/output: the value must be one of 'content', 'response' or 'raw'"]],
  ['call-http', { call: 'http', with: { method: 'get', endpoint: 1 } }, ["/at/with/endpoint: the value is a number, but must be a URI, a URI template, an expression '${ … }', or an object with 'uri'"]],
  ['call-http', { call: 'http', with: { method: 'get', endpoint: 'x', heders: {} } }, ["/at/with/heders: the field 'heders' is not known here; did you mean 'headers'?"]],
  ['raise', { raise: { error: { type: 'x', status: 1, instance: 'no' } } }, ["/at/raise/error/instance: the value must be a JSON Pointer or an expression '${ … }'"]],
  ['listen', { listen: { to: {} } }, ["/at/listen/to: exactly one of the fields 'all', 'any' or 'one' is needed"]],
  ['listen', { listen: { to: { all: [], until: 'x' } } }, ["/at/listen/to: 'until' needs the field 'any' beside it"]],
  ['call-asyncapi', { call: 'asyncapi', with: {} }, ["/at/with: needed: 'document' with either 'operation' or 'channel', and either 'message' or 'subscription'"]],
  ['run', { run: { shell: { command: 'x', arguments: 'y' } } }, ['/at/run/shell/arguments: the value is a string, but must be a list']],
  ['json-schema', { required: ['a', 'a'] }, ['/at/required: the value must be a list without equal items']],
  ['json-schema', { $anchor: 1 }, ['/at/$anchor: the value is a number, but must be a string']],
  ['json-schema', { $schema: 'a b' }, ["/at/$schema: the value must be in the format 'uri'"]],
  ['json-schema', { type: 'text' }, ['/at/type: the value must be one of array, boolean, integer, null, number, object, string, or a list of them']],
  ['json-schema', { type: ['text'] }, ['/at/type: the value must be one of array, boolean, integer, null, number, object, string, or a list of them']],
])('%s %j', (name, value, messages) => {
  expect(messagesOf(name, value)).toEqual(messages);
});

test('a certificate is refused by name where authentications stand, and is an unknown field elsewhere', () => {
  const codes = (name: ValidatorName, value: JsonValue) => (validators[name](value) ? [] : explainFindings(validators[name].errors ?? [], { value, pointer: '' }).map(({ code, pointer }) => `${code} ${pointer}`));
  const authentication = { certificate: {} };
  expect(codes('call-http', { call: 'http', with: { method: 'get', endpoint: { uri: 'x', authentication } } })).toContain('UWF-1075 /with/endpoint/authentication/certificate');
  const head = { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' };
  expect(codes('document', { document: head, do: [], use: { authentications: { a: authentication } } })).toContain('UWF-1075 /use/authentications/a/certificate');
  expect(codes('set', { set: { a: 1 }, certificate: {} })).toEqual(['UWF-1020 /certificate']);
});

test('a mistyped field of every task is compared with the fields that all tasks have', () => {
  expect(messagesOf('set', { set: { a: 1 }, timout: 'x' })).toEqual(["/at/timout: the field 'timout' is not known here; did you mean 'timeout'?"]);
});

test('a place can have a code of its own', () => {
  const value = { wait: 1 };
  validators.wait(value);
  expect(explainFindings(validators.wait.errors ?? [], { value, pointer: '', codeAt: (pointer) => (pointer === '/wait' ? 'UWF-1073' : undefined) })[0]?.code).toBe('UWF-1073');
});

test('valueAt() follows a pointer', () => {
  expect(valueAt({ a: [{ 'b/c': 1 }] }, '/a/0/b~1c')).toBe(1);
  expect(valueAt({ a: 1 }, '/a/b')).toBeUndefined();
  expect(valueAt({}, '/constructor')).toBeUndefined();
});
