import { expect, test } from 'vitest';
import { childTasks, visitTasks } from '#shared/core/compiler/resolve/visit.ts';
import { readDefinition } from '#shared/core/definition/read.ts';

test('tasks are visited in the order of the document, those of a catch included', () => {
  const body = `document: { dsl: 1.0.1, namespace: tests, name: unit, version: 1.0.0 }
evaluate: { language: jsonata }
do: [ { a: { do: [ { b: { set: { x: 1 } } } ] } }, { c: { try: [ { d: { set: { x: 1 } } } ], catch: { do: [ { e: { set: { x: 1 } } } ] } } }, { f: { try: [], catch: {} } } ]`;
  const tasks = readDefinition(body).definition?.tasks ?? [];
  const names: string[] = [];
  visitTasks(tasks, (task) => names.push(task.name));
  expect(names).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(tasks.map((task) => childTasks(task).length)).toEqual([1, 2, 0]);
});
