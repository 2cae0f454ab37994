import { expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { CATALOGUE } from '../run-document.ts';

function limitOf(fields: string, retryLimit = ''): unknown {
  const text = `document: { dsl: 1.0.1, namespace: tests, name: unit, version: 1.0.0 }
evaluate: { language: jsonata }
do: [ { t: { try: [ { a: { call: slow, with: {}, ${fields} } } ], catch: { retry: { limit: { attempt: { count: 1${retryLimit} } } } } } } ]`;
  const slow = CATALOGUE.slice(0, 1).map((entry) => ({ ...entry, name: 'slow', timeoutSeconds: 10 }));
  const outcome = compileDefinition({ text, target: { name: 'tests', runtime: 'engine', zone: 'private-cloud' }, catalogue: slow });
  assert(outcome.accepted, 'the document compiles');
  const state = outcome.program.machine.States['a'];
  return state?.Type === 'Task' ? state.TimeoutSeconds : undefined;
}

test('the least of the time limits holds: of the task, else of its function, and of an attempt', () => {
  expect(limitOf('')).toBe(10);
  expect(limitOf('timeout: { after: PT20S }')).toBe(20);
  expect(limitOf('', ', duration: PT5S')).toBe(5);
  expect(limitOf('timeout: { after: PT3S }', ', duration: PT5S')).toBe(3);
  expect(limitOf('timeout: { after: PT20S }', ', duration: PT5S')).toBe(5);
  expect(limitOf('timeout: { after: "${ $.limit }" }')).toMatch(/^{% \(/);
});
