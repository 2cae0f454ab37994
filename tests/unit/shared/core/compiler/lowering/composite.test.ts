import { expect, test } from 'vitest';
import { entryPass, lowerComposite, waysOut } from '#shared/core/compiler/lowering/composite.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { value } from '../bind/expressions.ts';
import { firstTask, scopeOf } from './scopes.ts';

const VALUES = { raw: value('$raw'), input: value('$in') };

test('a task without transformations has no states around its list', () => {
  const { task, context } = firstTask('do: [ { a: { do: [] } } ]');
  assert(task.kind === 'do', 'the task is a do');
  expect(lowerComposite(task, scopeOf(), () => '/inside', context)).toBe('/inside');
  const ways = waysOut(task, scopeOf(), VALUES, context);
  expect([ways.exit, ways.end()]).toEqual(['(end)', '(end)']);
});

test('the way of end is made once, and only when it is taken', () => {
  const { task, context } = firstTask('do: [ { a: { do: [], output: { as: { x: 1 } } } } ]');
  const ways = waysOut(task, scopeOf(), VALUES, context);
  expect(ways.exit).toBe('/do/0/a#output');
  expect(context.builder.has('/do/0/a#end')).toBe(false);
  expect([ways.end(), ways.end()]).toEqual(['/do/0/a#end', '/do/0/a#end']);
});

test('the entry is a Pass when it transforms or saves', () => {
  const { task, context } = firstTask('do: [ { a: { do: [] } } ]');
  const request = { input: VALUES.input, hasInput: false, assign: () => ({}), first: '/first' };
  expect(entryPass(task, scopeOf(), request, context)).toBe('/first');
  const label = entryPass(task, scopeOf(), { ...request, hasInput: true, assign: () => ({ Assign: { uwf_x: 1 } }) }, context);
  expect(context.builder.stateAt(label)?.state).toEqual({ Type: 'Pass', Output: '{% $in %}', Assign: { uwf_x: 1 }, Next: '/first' });
});
