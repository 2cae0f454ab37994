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
  expect(findingsOf('do: [ { a: { wait: PT1S, metadata: { uwf: { zone: on-prem } } } } ]')).toEqual(['UWF-2051 /do/0/a/metadata/uwf/zone']);
});

test('input.schema is about the raw input of a task that is not skipped', () => {
  const body = 'do: [ { a: { if: "${ $.go }", input: { schema: { document: { required: [x] } }, from: "${ $.x }" }, set: { a: "${ $ }" } } } ]';
  expect(runDocument(body, { go: true, x: 1 }).output).toEqual({ a: 1 });
  expect(runDocument(body, { go: false }).output).toEqual({ go: false });
  expect(runDocument(body, { go: true })).toMatchObject({ status: 'failed', error: { status: 400 } });
});
