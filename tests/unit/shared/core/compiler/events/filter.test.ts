import { describe, expect, test } from 'vitest';
import { createExecutorExpressions } from '#shared/core/compiler/events/executor-expressions.ts';
import { bindFilter } from '#shared/core/compiler/events/filter.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import { passFilter } from '#shared/core/events/filter.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { bindings, recorder } from '../bind/expressions.ts';

function bound(attributes: JsonObject, record = recorder()): JsonValue {
  const filter = { pointer: '/f', with: { pointer: '/f/with', value: attributes }, correlate: new Map() };
  return writeField(bindFilter(filter, { bindings: bindings(), context: record, expressions: createExecutorExpressions() }), '').json;
}

function takes(attributes: JsonObject, event: JsonObject): boolean {
  return passFilter(bound(attributes), event, { variables: {}, correlations: {} }) !== undefined;
}

describe('bindFilter()', () => {
  test.each<[JsonObject, JsonObject, boolean]>([
    [{ type: 'a.b' }, { type: 'a.b' }, true],
    [{ type: 'a.b' }, { type: 'axb' }, false],
    [{ type: 'a[.].*' }, { type: 'a.b.c' }, true],
    [{ type: 'a[.].*' }, { type: 'xa.b' }, false],
    [{ source: 'https://x/?a=1' }, { source: 'https://x/?a=1' }, true],
    [{ subject: 'a(b' }, { subject: 'a(b' }, true],
    [{ data: '${ $.n > 3 }' }, { data: { n: 4 } }, true],
    [{ data: '${ $.n > 3 }' }, { data: { n: 3 } }, false],
    [{ data: '${ $.n > 3 }' }, {}, false],
    [{ type: '${ "a" & "b" }' }, { type: 'ab' }, true],
    [{ data: { n: '${ 1 + 1 }' } }, { data: { n: 2 } }, true],
    [{ data: { n: 2 } }, { data: { n: 2, m: 1 } }, false],
    [{ n: 1 }, { n: 1 }, true],
  ])('%j of %j: %s', (attributes, event, expected) => {
    expect(takes(attributes, event)).toBe(expected);
  });

  test('a pattern that cannot run is told', () => {
    const record = recorder();
    expect(bound({ type: '^(a)\\1$' }, record)).toEqual({ with: { type: '^(a)\\1$' } });
    expect(record.findings).toMatchObject([{ code: 'UWF-2003', pointer: '/f/with/type' }]);
  });

  test('a correlation extracts from the whole event, and expects what was known when the task started', () => {
    const correlate = new Map([['order', { pointer: '/c', from: { pointer: '/c/from', text: '$.data.id' }, expect: { pointer: '/c/expect', value: '${ $.id }' } }]]);
    const filter = { pointer: '/f', with: { pointer: '/f/with', value: {} }, correlate };
    const { json } = writeField(bindFilter(filter, { bindings: bindings(), context: recorder(), expressions: createExecutorExpressions() }), '');
    expect(isJsonObject(json) && json['correlate']).toEqual({ order: { from: { 'uwf:expression': '($uwf_item_value := $; $uwf_item_value.data.id)' }, expect: '{% $states.input.id %}' } });
  });
});
