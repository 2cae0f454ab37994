import { expect, test } from 'vitest';
import { parseCarried, parseEnvelope, parseScopeReport, parseScopeStart, parseSent, parseWorkAnswer } from '#shared/core/durable/parse.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';

test('what was sent as a text is read as such, and as the object that some hosts make of it', () => {
  expect([parseSent('{"a":1}'), parseSent({ a: 1 }), parseSent('nonsense'), parseSent(7), parseSent(undefined)]).toEqual([{ a: 1 }, { a: 1 }, undefined, undefined, undefined]);
});

test('a carried value is a value or a reference; null is a value', () => {
  expect([parseCarried({ value: null }), parseCarried({ reference: 'r' }), parseCarried({}), parseCarried('x'), parseCarried(undefined)]).toEqual([{ value: null }, { reference: 'r' }, undefined, undefined, undefined]);
});

test('an envelope has a revision and a start, or is a fault of ours', () => {
  expect(parseEnvelope('{"revision":"r","start":{"value":1}}')).toEqual({ revision: 'r', start: { value: 1 } });
  for (const input of ['{}', '{"revision":"r"}', '{"start":{"value":1}}', undefined]) expect(() => parseEnvelope(input)).toThrow(InvariantError);
});

test('a start has a snapshot and a seed, or is a fault of ours', () => {
  expect(parseScopeStart({ snapshot: {}, seed: 's' })).toEqual({ snapshot: {}, seed: 's' });
  for (const value of [null, {}, { snapshot: {} }, { seed: 's' }]) expect(() => parseScopeStart(value)).toThrow(InvariantError);
});

test.each([
  [{ kind: 'succeeded', output: { value: 1 } }, { kind: 'succeeded', output: { value: 1 } }],
  [{ kind: 'succeeded' }, undefined],
  [{ kind: 'failed', error: 'E', cause: 7 }, { kind: 'failed', error: 'E' }],
  [{ kind: 'failed' }, { kind: 'failed' }],
  [{ kind: 'heartbeat', more: 1 }, { kind: 'heartbeat' }],
  [{ kind: 'pending' }, { kind: 'pending' }],
  [{ kind: 'postponed' }, { kind: 'postponed' }],
  [{ kind: 'else' }, undefined],
  ['nonsense', undefined],
])('the answer of a worker %j is read as %j', (given, expected) => {
  expect(parseWorkAnswer(given)).toEqual(expected);
});

test.each([
  [{ scopeId: 'c', kind: 'succeeded', output: { reference: 'r' } }, { scopeId: 'c', kind: 'succeeded', output: { reference: 'r' } }],
  [{ scopeId: 'c', kind: 'failed', error: 'E', aliases: ['A', 1] }, { scopeId: 'c', kind: 'failed', error: 'E', aliases: ['A'] }],
  [{ scopeId: 'c', kind: 'stopped' }, { scopeId: 'c', kind: 'stopped' }],
  [{ scopeId: 'c', kind: 'succeeded' }, undefined],
  [{ scopeId: 'c', kind: 'else' }, undefined],
  [{ kind: 'stopped' }, undefined],
  [7, undefined],
])('the report of a scope %j is read as %j', (given, expected) => {
  expect(parseScopeReport(given)).toEqual(expected);
});
