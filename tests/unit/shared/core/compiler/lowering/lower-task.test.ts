import { expect, test } from 'vitest';
import { findingsOf, runDocument } from '../run-document.ts';

test('a task that is skipped gives its raw input on, and the list goes on whatever its then says', () => {
  const body = 'do: [ { a: { if: "${ $.go }", input: { from: "${ $.x }" }, set: { a: "${ $ }" }, then: end } }, { b: { set: { b: "${ $ }" } } } ]';
  expect(runDocument(body, { go: true, x: 1 }).output).toEqual({ a: 1 });
  expect(runDocument(body, { go: false, x: 1 }).output).toEqual({ b: { go: false, x: 1 } });
  expect(runDocument(body, { x: 1 }).output).toEqual({ b: { x: 1 } });
});

test('a task that is skipped leaves the context as it was', () => {
  const body = 'do: [ { a: { if: "${ false }", set: { x: 1 }, export: { as: "${ $ }" } } }, { b: { set: "${ $context }" } } ]';
  expect(runDocument(body).output).toEqual({});
});

test('fields that would be ignored are refused', () => {
  expect(findingsOf('do: [ { a: { wait: PT1S, timeout: { after: PT1S } } } ]')).toEqual(['UWF-2041 /do/0/a/timeout']);
});
