import { expect, test } from 'vitest';
import { allDirectives, directivesOf, lowerList } from '#shared/core/compiler/lowering/lower-list.ts';
import type { Scope } from '#shared/core/compiler/lowering/context.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { firstTask, handler, scopeOf } from './scopes.ts';

function scopesOf(tasks: string): readonly { readonly name: string; readonly scope: Scope }[] {
  const { task, context } = firstTask(`do: [ { list: { do: ${tasks} } } ]`);
  assert(task.kind === 'do', 'the task is a do');
  const seen: { readonly name: string; readonly scope: Scope }[] = [];
  const { list: _list, ...rest } = scopeOf({ unchanged: new Set([handler()]) });
  lowerList(task, task.tasks, { ...rest, exit: '/exit', end: () => '/end' }, { ...context, lowerTask: (inner, scope) => void seen.push({ name: inner.name, scope }) });
  return seen;
}

test('each task goes on to the next, the last one out of the list', () => {
  const scopes = scopesOf('[ { a: { set: 1 } }, { b: { set: 1 } } ]'.replaceAll('set: 1', 'set: { x: 1 }'));
  expect(scopes.map(({ scope }) => scope.list.next)).toEqual(['/do/0/list/do/1/b#entry', '/exit']);
  expect([...(scopes[0]?.scope.list.entries.keys() ?? [])]).toEqual(['a', 'b']);
});

test('only the first task gets the input of the list, and only when nothing jumps to it', () => {
  const unchanged = (tasks: string): readonly number[] => scopesOf(tasks).map(({ scope }) => scope.unchanged.size);
  expect(unchanged('[ { a: { set: { x: 1 } } }, { b: { set: { x: 1 } } } ]')).toEqual([1, 0]);
  expect(unchanged('[ { a: { set: { x: 1 } } }, { b: { set: { x: 1 }, then: a } } ]')).toEqual([0, 0]);
  expect(unchanged('[ { a: { set: { x: 1 } } }, { b: { switch: [ { c: { when: "${ true }", then: a } } ] } } ]')).toEqual([0, 0]);
});

test('an empty list becomes a Pass of its owner', () => {
  const { task, context } = firstTask('do: [ { list: { do: [] } } ]');
  const { list: _list, ...rest } = scopeOf();
  const label = lowerList(task, [], { ...rest, exit: '/exit', end: () => '/end' }, context);
  expect(context.builder.stateAt(label)).toMatchObject({ task: 'list', state: { Type: 'Pass', Next: '/exit' } });
});

test('directives of a task are those that lead within its list', () => {
  const { task } = firstTask('do: [ { a: { try: [ { b: { set: { x: 1 }, then: exit } } ], catch: { then: end, do: [ { c: { set: { x: 1 }, then: exit } } ] }, then: a } } ]');
  expect(directivesOf(task).map(({ kind }) => kind)).toEqual(['task', 'end']);
  expect(allDirectives(task).map(({ kind }) => kind)).toEqual(['task', 'end', 'exit', 'exit']);
});
