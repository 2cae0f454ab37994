import { describe, expect, test } from 'vitest';
import { flowOfResult, outputPass, withInput } from '#shared/core/compiler/lowering/data-flow.ts';
import { stateInput, stateResult } from '#shared/core/compiler/bind/bindings.ts';
import type { TaskValues } from '#shared/core/compiler/lowering/bindings.ts';
import { firstTask, scopeOf } from './scopes.ts';

const VALUES: TaskValues = { raw: stateInput(''), input: stateInput('') };
const REQUEST = { values: VALUES, result: stateResult(''), isStateOutput: true, next: '/next' };

function flow(fields: string): { readonly flow: ReturnType<typeof flowOfResult>; readonly states: readonly unknown[] } {
  const { task, context } = firstTask(`do: [ { a: { call: echo, with: {}, ${fields} } } ]`);
  const made = flowOfResult(task, scopeOf(), REQUEST, context);
  return { flow: made, states: context.builder.finish('', undefined).states.map(({ state }) => state) };
}

describe('flowOfResult()', () => {
  test('adds nothing when there is nothing to transform', () => {
    expect(flow('').flow).toEqual({ dataFlow: {}, origins: [], next: '/next' });
  });

  test('writes the output into the export', () => {
    expect(flow('output: { as: { x: "${ $.y }" } }, export: { as: "${ $.x & $output.x }" }').flow.dataFlow).toEqual({
      Output: { x: '{% $states.result.y %}' },
      Assign: { uwf_context: '{% $states.result.y & $states.result.y %}' },
    });
  });

  test('exports in a Pass of its own what would change when it is evaluated again', () => {
    const { flow: made, states } = flow('output: { as: { x: "${ $uuid() }" } }, export: { as: { id: "${ $.x }", of: "${ $input.y }" } }');
    expect(made).toMatchObject({ dataFlow: { Output: { x: '{% $uuid() %}' }, Assign: { uwf_input_1: '{% $states.input %}' } }, next: '/do/0/a#output.export' });
    expect(states).toEqual([{ Type: 'Pass', Assign: { uwf_context: { id: '{% $states.input.x %}', of: '{% $uwf_input_1.y %}' } }, Next: '/next' }]);
  });
});

test('outputPass() is not there without output.as and export.as', () => {
  const { task, context } = firstTask('do: [ { a: { do: [] } } ]');
  expect(outputPass(task, scopeOf(), { part: 'output', values: VALUES, next: '/next' }, context)).toBe('/next');
});

test('outputPass() only assigns when there is only an export, and keeps its output when it moves', () => {
  const { task, context } = firstTask('do: [ { a: { do: [], export: { as: { x: "${ $.y }" } } } } ]');
  const draft = context.builder.stateAt(outputPass(task, scopeOf(), { part: 'output', values: VALUES, next: '/next' }, context));
  expect(draft?.state).toEqual({ Type: 'Pass', Assign: { uwf_context: { x: '{% $states.input.y %}' } }, Next: '/next' });
  expect(draft?.evaluate?.state).toMatchObject({ Output: '{% $states.input %}', Assign: { uwf_context: '{% $states.result %}' } });
});

test('two ways out of one task have states of their own', () => {
  const { task, context } = firstTask('do: [ { a: { do: [], output: { as: { x: 1 } } } } ]');
  const labels = ['/one', '/two'].map((next) => outputPass(task, scopeOf(), { part: 'output', values: VALUES, next }, context));
  expect(labels).toEqual(['/do/0/a#output', '/do/0/a#output.2']);
});

describe('withInput()', () => {
  const values = (fields: string): unknown => {
    const { task, context } = firstTask(`do: [ { a: { call: echo, with: {}, ${fields} } } ]`);
    let seen: unknown;
    const label = withInput(task, scopeOf(), (given) => { seen = given; return '/body'; }, context);
    return { label, seen, pass: context.builder.stateAt(label)?.state };
  };

  test('inlines what may be inlined', () => {
    expect(values('')).toMatchObject({ label: '/body', seen: { input: stateInput('/do/0/a') } });
    expect(values('input: { from: { x: "${ $.y }" } }')).toMatchObject({ label: '/body', seen: { input: { kind: 'object' } } });
  });

  test('evaluates in front what may not', () => {
    expect(values('input: { from: { x: "${ $uuid() }" } }')).toMatchObject({ label: '/do/0/a#input', seen: { input: stateInput('/do/0/a') }, pass: { Output: { x: '{% $uuid() %}' }, Next: '/body' } });
    expect(values('input: { from: { x: ["${ $.y }"] } }')).toMatchObject({ label: '/do/0/a#input' });
  });
});
