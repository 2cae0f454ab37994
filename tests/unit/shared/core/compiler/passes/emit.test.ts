import { expect, test } from 'vitest';
import { programOf } from '../run-document.ts';

const BODY = 'input: { schema: { document: { type: object } } }\ndo: [ { a: { set: { x: "${ $.y }" } } } ]';

test('a program holds everything that it depends on', () => {
  const program = programOf(BODY);
  expect(program).toMatchObject({
    identity: { namespace: 'tests', name: 'unit', version: '1.0.0' },
    target: { name: 'tests', runtime: 'engine', zone: 'private-cloud' },
    inputSchema: { type: 'object' },
    source: { document: { name: 'unit' } },
    machine: { StartAt: 'a' },
    sourceMap: { states: { a: { pointer: '/do/0/a', task: 'a', phase: 'body' } }, fields: { '/States/a/Output/x': '/do/0/a/set/x' } },
  });
  expect(programOf('do: [ { a: { set: { x: 1 } } } ]').inputSchema).toBe(true);
});

test('the source map speaks of places that are there only', () => {
  const { machine, sourceMap } = programOf(BODY);
  expect(Object.keys(sourceMap.states)).toEqual(Object.keys(machine.States));
  expect(Object.keys(sourceMap.fields).some((pointer) => pointer.includes('Arguments'))).toBe(false);
});
