import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import { arrayLabel, objectLabel, originsOf, scalarLabel, sensitivityOf } from '#shared/core/tier/label.ts';
import { isCaughtAround, layoutOf, raisedInside } from '#shared/core/tier/machine/layout.ts';
import { analyseMachine, type StateFlow } from '#shared/core/tier/machine-flow.ts';
import { machineOf, secret } from './samples.ts';

const INPUT = objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)], ['items', arrayLabel(objectLabel([['sku', scalarLabel(2)], ['owner', secret('owner')]]), 2)]]);

type States = { readonly [name: string]: AslState };

function analyse(states: States, language: 'JSONata' | 'JSONPath' = 'JSONata'): ReadonlyMap<string, StateFlow> {
  return analyseMachine({ machine: { ...machineOf(states), QueryLanguage: language }, zone: 'private-cloud', input: INPUT, sites: new Map(), placeOf: () => undefined });
}

const probe = (given: string | { readonly [name: string]: string }, more: Partial<AslState> = {}): AslState => ({ Type: 'Task', Resource: 'uwf:http', Arguments: given, End: true, ...more }) as AslState;
const ids = (flows: ReadonlyMap<string, StateFlow>, name = 'probe'): readonly string[] => originsOf(flows.get(name)?.argumentsLabel ?? scalarLabel(3)).map((origin) => origin.id);
const found = (flows: ReadonlyMap<string, StateFlow>): readonly string[] => [...flows.values()].flatMap((flow) => flow.findings.map((finding) => `${finding.field} ${finding.machinePointer}`));
const only = (name: string, state: AslState) => ({ StartAt: name, States: { [name]: state } });
const pass = (Output: string): AslState => ({ Type: 'Pass', Output, End: true });

describe('a Parallel', () => {
  const both = (read: string): States => ({ par: { Type: 'Parallel', Branches: [only('one', pass('{% $states.input.pan %}')), only('two', pass('{% $states.input.id %}'))], Next: 'probe' }, probe: probe(read) });

  test('gives the outputs of its branches at their positions', () => {
    expect(ids(analyse(both('{% $states.input[0] %}')))).toEqual(['pan']);
    expect(ids(analyse(both('{% $states.input[1] %}')))).toEqual([]);
    expect(ids(analyse(both('{% $states.input[-1] %}')))).toEqual([]);
    expect(ids(analyse(both('{% $reverse($states.input)[1] %}')))).toEqual(['pan']);
    expect(ids(analyse(both('{% $states.input %}')))).toEqual(['pan']);
  });

  test('goes on only when every branch can end', () => {
    const flows = analyse({ par: { Type: 'Parallel', Branches: [only('one', { Type: 'Fail', Error: 'no' }), only('two', pass('x'))], Next: 'probe' }, probe: probe('x') });
    expect(flows.has('probe')).toBe(false);
  });

  test('hands its branches arguments and the variables around', () => {
    const flows = analyse({ start: { Type: 'Pass', Assign: { kept: '{% $states.input.pan %}' }, Next: 'par' }, par: { Type: 'Parallel', Arguments: { id: '{% $states.input.id %}' }, Branches: [only('probe', probe({ kept: '{% $kept %}', id: '{% $states.input.id %}' }))], End: true } });
    expect(ids(flows)).toEqual(['pan']);
  });

  test('leaves variables of a branch in the branch', () => {
    const flows = analyse({ par: { Type: 'Parallel', Branches: [only('one', { Type: 'Pass', Assign: { own: '{% $states.input.pan %}' }, Output: 'x', End: true })], Next: 'probe' }, probe: probe('{% $own %}') });
    expect(ids(flows)).toEqual([]);
  });
});

describe('a failure inside of a scope', () => {
  const CAUSE = "{% $string({'o': $states.input.pan, 'i': $states.input.id}) %}";
  const told = (Error: string, ErrorEquals: readonly string[], read: string): States => ({
    par: { Type: 'Parallel', Branches: [only('one', { Type: 'Fail', Error, Cause: CAUSE })], Catch: [{ ErrorEquals, Output: '{% $parse($states.errorOutput.Cause) %}', Next: 'probe' }], End: true },
    probe: probe(read),
  });

  test('may tell sealed values to the state that catches it for certain', () => {
    expect(found(analyse(told('win', ['win'], '{% $states.input.i & "x" %}')))).toEqual([]);
    expect(ids(analyse(told('win', ['win'], '{% $states.input.o %}')))).toEqual(['pan']);
    expect(ids(analyse(told('win', ['win'], '{% $states.input.i %}')))).toEqual([]);
  });

  test('may not where it could end the execution', () => {
    expect(found(analyse(told('win', ['other'], 'x')))).toEqual(['error /States/one/Cause']);
    expect(found(analyse(told("{% 'w' & 'in' %}", ['win'], 'x')))).toContain('error /States/one/Cause');
    expect(found(analyse(told('States.Runtime', ['States.ALL'], 'x')))).toContain('error /States/one/Cause');
  });

  test('goes to the first catcher that takes it, and on outwards when none does', () => {
    const inner: AslState = { Type: 'Parallel', Branches: [only('one', { Type: 'Fail', Error: 'win', Cause: CAUSE })], Catch: [{ ErrorEquals: ['other'], Next: 'inside' }], End: true };
    const flows = analyse({
      par: { Type: 'Parallel', Branches: [{ StartAt: 'middle', States: { middle: inner, inside: { Type: 'Succeed' } } }], Catch: [{ ErrorEquals: ['win'], Output: '{% $parse($states.errorOutput.Cause).o %}', Next: 'probe' }, { ErrorEquals: ['States.ALL'], Next: 'rest' }], End: true },
      probe: probe('{% $states.input %}'),
      rest: probe('{% $states.input.Cause %}'),
    });
    expect([ids(flows), ids(flows, 'rest'), found(flows)]).toEqual([['pan'], [], []]);
  });
});

describe('a Map', () => {
  const map = (more: object, state: AslState): States => ({ map: { Type: 'Map', Items: '{% $states.input.items %}', ItemProcessor: only('probe', state), End: true, ...more } as AslState });

  test('hands one item to each iteration, also in the context object', () => {
    expect(ids(analyse(map({}, probe('{% $states.input.owner %}'))))).toEqual(['owner']);
    expect(ids(analyse(map({}, probe('{% $states.input.sku %}'))))).toEqual([]);
    expect(ids(analyse(map({}, probe('{% $states.context.Map.Item.Value.owner %}'))))).toEqual(['owner']);
    expect(found(analyse(map({}, probe('{% $states.context.Map.Item.Index & "x" %}'))))).toEqual([]);
    expect(ids(analyse(map({ ItemSelector: { id: '{% $states.input.id %}', who: '{% $states.context.Map.Item.Value.owner %}' } }, probe('{% $states.input.who %}'))))).toEqual(['owner']);
  });

  test('gives the outputs of its iterations, or an empty array', () => {
    const flows = analyse({ map: { Type: 'Map', Items: '{% $states.input.items %}', ItemProcessor: only('in', pass('{% $states.input.owner %}')), Next: 'probe' }, probe: probe({ all: '{% $states.input %}', count: '{% $count($states.input) %}' }) });
    expect([ids(flows), found(flows)]).toEqual([['owner'], []]);
  });

  test('looks at how many items there are', () => {
    expect(found(analyse(map({ Items: '{% $states.input.pan %}' }, pass('x'))))).toEqual(['items /States/map/Items']);
    expect(found(analyse(map({ MaxConcurrency: '{% $states.input.pan %}' }, pass('x'))))).toEqual(['control /States/map/MaxConcurrency']);
  });
});

test('a loop with a position keeps items and what an iteration leaves apart', () => {
  const flows = analyse({
    start: { Type: 'Pass', Assign: { list: '{% $states.input.items %}', at: 0 }, Output: {}, Next: 'head' },
    head: { Type: 'Choice', Choices: [{ Condition: '{% $at < $count($list) %}', Assign: { item: '{% $list[$at] %}', at: '{% $at + 1 %}' }, Next: 'body' }], Default: 'probe' },
    body: { Type: 'Pass', Output: { sku: '{% $item.sku %}', owner: '{% $item.owner %}', before: '{% $states.input.sku %}' }, Next: 'head' },
    probe: probe({ sku: '{% $states.input.sku %}', before: '{% $states.input.before %}' }),
  });
  expect([ids(flows), found(flows), sensitivityOf(flows.get('probe')?.argumentsLabel ?? secret('x'))]).toEqual([[], [], 2]);
});

test('paths of JSONPath mode select what they name', () => {
  const read = (path: string) => ids(analyse({ probe: { Type: 'Task', Resource: 'uwf:http', Parameters: { 'x.$': path }, End: true } }, 'JSONPath'));
  expect(['$.id', '$.items[*].sku', '$.items[0].owner', '$.pan', '$$.Execution.Input.pan', '$$.Execution.Id', 'States.Array($.id)'].map(read)).toEqual([[], [], ['owner'], ['pan'], ['pan'], [], []]);
});

test('isCaughtAround() and raisedInside() know what is around a state', () => {
  const layout = layoutOf(machineOf({ par: { Type: 'Parallel', Branches: [only('one', { Type: 'Fail', Error: 'win' })], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'end' }], End: true }, end: { Type: 'Succeed' } }));
  const one = layout.get('one');
  expect(one?.around.map((outer) => outer.name)).toEqual(['par']);
  expect([one !== undefined && isCaughtAround(one, 'win'), one !== undefined && isCaughtAround(one, 'States.DataLimitExceeded')]).toEqual([true, false]);
  expect([...(raisedInside(layout).get('par') ?? [])]).toEqual(['win']);
});
