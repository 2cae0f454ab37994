import { describe, expect, test } from 'vitest';
import { checkWrittenOut, reservedArguments } from '#shared/core/compiler/asl/written-out.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const state = (Resource: string, given: JsonObject) => ({ Type: 'Task', Resource, End: true, ...given }) as const;

function byExpressions(resource: string, Arguments?: JsonValue): readonly string[] {
  const given = Arguments === undefined ? {} : { Arguments };
  return checkWrittenOut({ state: state(resource, given), pointer: '/a', language: 'JSONata' }).map(({ code, pointer }) => `${code} ${pointer}`);
}

function byPaths(resource: string, Parameters: JsonValue): readonly string[] {
  return checkWrittenOut({ state: state(resource, { Parameters }), pointer: '/a', language: 'JSONPath' }).map(({ code, pointer }) => `${code} ${pointer}`);
}

const X = '{% $states.input.x %}';
const shell = (more: JsonObject): JsonObject => ({ process: { shell: { command: 'cat', ...more } }, await: true, return: 'stdout' });
const one = (filter: JsonObject): JsonObject => ({ strategy: { one: filter }, read: 'data', variables: { v: X } });

describe('what a state machine may not take from data', () => {
  test.each([
    ['a template', 'uwf:evaluate', { template: { x: [X] }, states: {}, variables: {} }, '/template/x/0'],
    ['a schema', 'uwf:validate', { value: X, schema: X }, '/schema'],
    ['credentials', 'uwf:http', { authentication: { basic: { username: X } } }, '/authentication/basic/username'],
    ['a secret of a header', 'uwf:http', { headers: { a: X }, secretHeaders: { b: X } }, '/secretHeaders/b'],
    ['a filter of events', 'uwf:listen', one({ with: { type: X } }), '/strategy/one/with/type'],
    ['a condition of a correlation', 'uwf:subscribe', one({ correlate: { c: { from: X } } }), '/strategy/one/correlate/c/from'],
    ['the name of a workflow', 'uwf:run-workflow', { namespace: 'n', name: X, version: '1.0.0', input: {}, await: true }, '/name'],
    ['code', 'uwf:run-script', { process: { script: { language: 'js', code: X } } }, '/process/script/code'],
    ['a command', 'uwf:run-shell', shell({ command: X }), '/process/shell/command'],
    ['a variable of a process', 'uwf:run-shell', shell({ environment: { V: X } }), '/process/shell/environment/V'],
    ['an image', 'uwf:run-container', { process: { container: { image: X } } }, '/process/container/image'],
    ['a whole process', 'uwf:run-script', { process: X }, '/process'],
    ['everything', 'uwf:run-script', X, ''],
  ])('%s', (_name, resource, given, pointer) => {
    expect(byExpressions(resource, given)).toEqual([`UWF-3021 /a/Arguments${pointer}`]);
  });

  test('the whole input of the state', () => {
    expect(byExpressions('uwf:run-shell')).toEqual(['UWF-3021 /a/Arguments']);
  });

  test.each([
    ['code', 'uwf:run-script', { process: { script: { language: 'js', 'code.$': '$.x' } } }, '/process/script/code.$'],
    ['a template', 'uwf:evaluate', { 'template.$': '$.x', states: {}, variables: {} }, '/template.$'],
    ['credentials', 'uwf:http', { authentication: { basic: { 'username.$': '$.x' } } }, '/authentication/basic/username.$'],
  ])('%s by a path', (_name, resource, given, pointer) => {
    expect(byPaths(resource, given)).toEqual([`UWF-3021 /a/Parameters${pointer}`]);
  });

  test('the envelope of what the proof moves to a worker, also for a function', () => {
    const envelope = { 'uwf:evaluate': { template: {}, states: {}, variables: {} } };
    expect(byExpressions('uwf:validate', envelope)).toEqual(['UWF-2033 /a/Arguments/uwf:evaluate']);
    expect(reservedArguments({ state: state('uwf:function:f:1.0.0', { Arguments: envelope }), pointer: '/a', language: 'JSONata' }).map(({ code }) => code)).toEqual(['UWF-2033']);
  });
});

describe('what a state machine may take from data', () => {
  test.each([
    ['the scope of a template', 'uwf:evaluate', { template: { x: { 'uwf:expression': '$states.input' } }, states: { input: X }, variables: X }],
    ['the value of a validation', 'uwf:validate', { value: X, schema: { type: 'string' } }],
    ['address and body of a request', 'uwf:http', { endpoint: X, body: X, query: X }],
    ['what a correlation expects, and variables', 'uwf:listen', one({ with: { type: 't' }, correlate: { c: { from: { 'uwf:expression': '$.id' }, expect: X } } })],
    ['input of a process', 'uwf:run-shell', shell({ stdin: X, arguments: ['a', X] })],
    ['a secret that is written out', 'uwf:http', { authentication: { bearer: { token: { 'uwf:secret': 'partner' } } }, body: X }],
    ['the input of a workflow', 'uwf:run-workflow', { namespace: 'n', name: 'n', version: '1.0.0', input: X, await: true }],
    ['anything of other resources', 'uwf:emit', X],
  ])('%s', (_name, resource, given) => {
    expect(byExpressions(resource, given)).toEqual([]);
  });

  test('input of a process by paths, and texts that only look like expressions there', () => {
    expect(byPaths('uwf:run-shell', { process: { shell: { command: '{% x %}', 'stdin.$': '$.x', arguments: ['a'] } } })).toEqual([]);
    expect(byPaths('uwf:listen', { strategy: { one: { correlate: { c: { 'expect.$': '$.x' } } } } })).toEqual([]);
  });
});
