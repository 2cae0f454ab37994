import { expect, test } from 'vitest';
import { exportsInside } from '#shared/core/compiler/resolve/exports.ts';
import { contextOf, definitionOf } from '../lowering/scopes.ts';

const EXPORT = '{ x: { set: { a: 1 }, export: { as: "${ $ }" } } }';

test.each([
  ['do: [ { a: { set: { x: 1 } } } ]', false],
  [`do: [ ${EXPORT} ]`, true],
  [`do: [ { a: { do: [ { b: { fork: { branches: [ ${EXPORT} ] } } } ] } } ]`, true],
  [`do: [ { a: { for: { in: "\${ $.x }" }, do: [ ${EXPORT} ] } } ]`, true],
  [`do: [ { a: { try: [ { b: { set: { x: 1 } } } ], catch: { do: [ ${EXPORT} ] } } } ]`, true],
  [`use: { functions: { f: { do: [ ${EXPORT} ] } } }\ndo: [ { a: { call: f } } ]`, true],
  ['use: { functions: { f: { set: { x: 1 } } } }\ndo: [ { a: { call: f } } ]', false],
  ['do: [ { a: { listen: { to: { any: [] } }, foreach: { do: [ { b: { set: { x: 1 } } } ], export: { as: "${ $ }" } } } } ]', true],
])('%s exports: %j', (body, expected) => {
  const definition = definitionOf(body);
  expect(exportsInside(definition.tasks, contextOf(definition).resolution.calls)).toBe(expected);
});
