import { describe, expect, test } from 'vitest';
import { createExecutorExpressions } from '#shared/core/compiler/events/executor-expressions.ts';
import { bindConsumed, bindStrategy } from '#shared/core/compiler/events/strategy.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import type { EventFilter, EventStrategy } from '#shared/core/definition/model.ts';
import { bindings, recorder } from '../bind/expressions.ts';

const FILTER: EventFilter = { pointer: '/f', with: { pointer: '/f/with', value: { type: 't' } }, correlate: new Map() };
const WRITTEN = { with: { type: 't' } };

function written(strategy: EventStrategy): unknown {
  return writeField(bindStrategy(strategy, { bindings: bindings(), context: recorder(), expressions: createExecutorExpressions() }), '').json;
}

describe('bindStrategy()', () => {
  test.each<[EventStrategy, unknown]>([
    [{ kind: 'one', pointer: '/s', filter: FILTER }, { one: WRITTEN }],
    [{ kind: 'all', pointer: '/s', filters: [FILTER, FILTER] }, { all: [WRITTEN, WRITTEN] }],
    [{ kind: 'any', pointer: '/s', filters: [] }, { any: [] }],
    [{ kind: 'any', pointer: '/s', filters: [], until: { kind: 'one', pointer: '/u', filter: FILTER } }, { any: [], until: { one: WRITTEN } }],
    [{ kind: 'any', pointer: '/s', filters: [], until: { pointer: '/u', text: '$count($) > 2' } }, { any: [], until: { 'uwf:expression': expect.stringContaining('> 2') } }],
  ])('%j', (strategy, expected) => {
    expect(written(strategy)).toEqual(expected);
  });
});

test('a condition over what was consumed is true or false', () => {
  const binding = { bindings: bindings(), context: recorder(), expressions: createExecutorExpressions() };
  expect(writeField(bindConsumed({ pointer: '/u', text: '$[0]' }, 'until', binding), '').json).toEqual({ 'uwf:expression': expect.stringContaining('? true : false') });
});
