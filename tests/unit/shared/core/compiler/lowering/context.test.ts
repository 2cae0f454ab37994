import { expect, test } from 'vitest';
import { directiveTarget, entryLabel, placeOf } from '#shared/core/compiler/lowering/context.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { firstTask, scopeOf } from './scopes.ts';

test('flow directives lead to places of the list', () => {
  const list = { entries: new Map([['a', '/a#entry']]), next: '/next', exit: '/exit', end: () => '/end' };
  expect((['continue', 'exit', 'end'] as const).map((kind) => directiveTarget({ kind }, list))).toEqual(['/next', '/exit', '/end']);
  expect(directiveTarget({ kind: 'task', name: 'a', pointer: '' }, list)).toBe('/a#entry');
  expect(() => directiveTarget({ kind: 'task', name: 'b', pointer: '' }, list)).toThrow(InvariantError);
});

test('a task inside of a function stands beneath the call', () => {
  const { task } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  expect(placeOf(task, scopeOf({ site: '/do/9/call' }))).toBe('/do/9/call/do/0/a');
  expect(entryLabel(task, scopeOf())).toBe('/do/0/a#entry');
});
