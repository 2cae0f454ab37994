import { describe, expect, test } from 'vitest';
import { linkStateMachine, type LinkOutcome, type MachineRequest } from '#shared/core/compiler/asl/link-machine.ts';
import { pointerOfLocation } from '#shared/core/compiler/asl/location.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const RATE: CatalogueEntry = { name: 'rate', version: '1.9.0', zone: 'on-prem', input: {}, output: {}, errors: [], declassify: [] };
const CATALOGUE = [RATE, { ...RATE, version: '1.10.0' }];
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:rate';

function link(states: { readonly [name: string]: JsonObject }, more: JsonObject = {}, runtime: MachineRequest['target']['runtime'] = 'engine'): LinkOutcome {
  const machine: JsonObject = { StartAt: Object.keys(states)[0] ?? '', States: states, ...more };
  return linkStateMachine({ stateMachine: { pointer: '/stateMachine', machine }, target: { name: 'here', runtime, zone: 'private-cloud' }, catalogue: CATALOGUE });
}

const errors = ({ diagnostics }: LinkOutcome): readonly string[] => diagnostics.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.pointer}`);
const task = (Resource: string, more: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource, End: true, ...more });
const JSONATA = { QueryLanguage: 'JSONata' } as const;

describe('pointerOfLocation()', () => {
  const document: JsonObject = { States: { 'a/b': { Choices: [{ Next: 'x' }, { Next: 'y' }] }, a: { b: 1 }, 'x[0]': { Type: 'Pass' } } };

  test.each([
    ['/States/a/b/Choices[1]/Next', '/States/a~1b/Choices/1/Next'],
    ['/States/x[0]/Type', '/States/x[0]/Type'],
    ['/States/a/b', '/States/a~1b'],
    ['/States/nowhere/Type', '/States'],
    ['/', ''],
    ['', ''],
  ])('reads %s', (location, pointer) => {
    expect(pointerOfLocation(document, location)).toBe(pointer);
  });
});

describe('a state machine that is brought along', () => {
  test('is told all that is wrong with it, where it stands', () => {
    expect(errors(link({ 'a/b': { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'gone' }] }, z: { Type: 'Succeed' } }))).toContain('UWF-2080 /stateMachine/States/a~1b/Choices/0/Next');
    expect(link({ a: { Type: 'Nothing' } }).linked).toBeUndefined();
  });

  test('is told what Step Functions warns of', () => {
    const { diagnostics, linked } = link({ a: { Type: 'Pass', Result: { 'x.$': '$.y' }, End: true } });
    expect(diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(['warning UWF-2081']);
    expect(linked).toBeDefined();
  });

  test('keeps the places of nested states and their fields, flat in the source map', () => {
    const inner = { StartAt: 'in', States: { in: { Type: 'Pass', Parameters: { p: [1] }, End: true } } };
    const { linked } = link({ par: { Type: 'Parallel', Branches: [inner], End: true } });
    expect(linked?.sourceMap.states['in']).toEqual({ pointer: '/stateMachine/States/par/Branches/0/States/in', task: 'in', phase: 'body' });
    expect(linked?.sourceMap.fields['/States/in/Parameters/p/0']).toBe('/stateMachine/States/par/Branches/0/States/in/Parameters/p/0');
    expect(Object.keys(linked?.sourceMap.fields ?? {}).some((pointer) => pointer.includes('Branches'))).toBe(false);
  });

  test('gets ItemProcessor for Iterator, its older name', () => {
    const { linked } = link({ map: { Type: 'Map', Iterator: { StartAt: 'in', States: { in: { Type: 'Pass', End: true } } }, End: true } });
    expect(linked?.machine.States['map']).toEqual({ Type: 'Map', ItemProcessor: { StartAt: 'in', States: { in: { Type: 'Pass', End: true } } }, End: true });
  });
});

describe('the resource of a task', () => {
  test.each([ARN, `${ARN}:live`])('%s is the highest version of the function in the catalogue', (resource) => {
    const { linked } = link({ a: task(resource) });
    expect(linked?.machine.States['a']).toMatchObject({ Resource: 'uwf:function:rate:1.10.0' });
    expect(linked?.traits.get('a')?.entry?.version).toBe('1.10.0');
  });

  test('of ours stays, with the version that it names', () => {
    const { linked } = link({ a: { Type: 'Task', Resource: 'uwf:function:rate:1.9.0', Next: 'b' }, b: task('uwf:http') });
    expect([linked?.traits.get('a')?.entry?.version, linked?.traits.get('b')?.entry]).toEqual(['1.9.0', undefined]);
  });

  test.each([
    ['a function that is not there', 'arn:aws:lambda:eu-west-1:123456789012:function:other', {}, 'UWF-2082'],
    ['a version that is not there', 'uwf:function:rate:2.0.0', {}, 'UWF-2082'],
    ['a function whose name comes from data', 'arn:aws:states:::lambda:invoke', { Parameters: { 'FunctionName.$': '$.f', Payload: {} } }, 'UWF-2082'],
    ['a service of AWS', 'arn:aws:states:::sns:publish', { Parameters: { TopicArn: 't', Message: 'm' } }, 'UWF-2083'],
    ['a resource of ours that this target does not have', 'uwf:grpc', {}, 'UWF-2027'],
    ['an invocation with a context of its own', 'arn:aws:states:::lambda:invoke', { Parameters: { FunctionName: 'rate', ClientContext: 'x' } }, 'UWF-2084'],
  ] as const)('%s is refused by name', (_what, resource, more, code) => {
    expect(errors(link({ a: task(resource, more) })).map((one) => one.split(' ')[0])).toEqual([code]);
  });

  test('a service of AWS is for targets with the runtime of AWS', () => {
    expect(errors(link({ a: task('arn:aws:states:::sns:publish', { Parameters: { TopicArn: 't', Message: 'm' } }) }, {}, 'step-functions'))).toEqual([]);
  });
});

describe('lambda:invoke becomes a direct call', () => {
  const INVOKE = 'arn:aws:states:::lambda:invoke';

  test('of the payload, and the result is wrapped again for the output', () => {
    const { linked } = link({ a: task(INVOKE, { Arguments: { FunctionName: ARN, Payload: { x: 1 } } }) }, JSONATA);
    expect(linked?.machine.States['a']).toEqual({ Type: 'Task', Resource: 'uwf:function:rate:1.10.0', Arguments: { x: 1 }, Output: '{% {"ExecutedVersion": "$LATEST", "Payload": $states.result, "StatusCode": 200} %}', End: true });
  });

  test('and expressions of the author see the wrapped result', () => {
    const { linked } = link({ a: task(INVOKE, { Arguments: { FunctionName: 'rate' }, Output: { r: '{% $states.result.Payload %}', c: 'x' } }) }, JSONATA);
    expect(linked?.machine.States['a']).toMatchObject({ Arguments: {}, Output: { r: expect.stringContaining('$states.result.Payload)') as unknown, c: 'x' } });
  });

  test('by paths, with a selector that wraps the result', () => {
    const selector = { ResultSelector: { ExecutedVersion: '$LATEST', StatusCode: 200, 'Payload.$': '$' } };
    expect(link({ a: task(INVOKE, { Parameters: { FunctionName: 'rate', 'Payload.$': '$.order' } }) }).linked?.machine.States['a']).toMatchObject({ InputPath: '$.order', ...selector });
    expect(link({ a: task(INVOKE, { Parameters: { FunctionName: 'rate', Payload: { 'x.$': '$.y' } } }) }).linked?.machine.States['a']).toMatchObject({ Parameters: { 'x.$': '$.y' }, ...selector });
    expect(errors(link({ a: task(INVOKE, { Parameters: { FunctionName: 'rate' }, ResultSelector: { 'x.$': '$.Payload' } }) }))).toEqual(['UWF-2084 /stateMachine/States/a']);
  });
});

test('a Pass of expressions has a twin that is evaluated elsewhere: output and assignments together', () => {
  const { linked } = link({ a: { Type: 'Pass', Output: '{% $states.input.x %}', Assign: { kept: '{% $other %}' }, Next: 'b' }, b: { Type: 'Pass', End: true } }, JSONATA);
  expect(linked?.traits.get('a')?.evaluate).toEqual({
    Type: 'Task',
    Resource: 'uwf:evaluate',
    Arguments: { template: { output: { 'uwf:expression': '$states.input.x' }, assign: { kept: { 'uwf:expression': '$other' } } }, states: { input: '{% $states.input %}' }, variables: { other: '{% $other %}' } },
    Output: '{% $states.result.output %}',
    Assign: { kept: '{% $states.result.assign.`kept` %}' },
    Next: 'b',
  });
  expect(link({ a: { Type: 'Pass', End: true } }).linked?.traits.get('a')?.evaluate).toBeUndefined();
});
