import { describe, expect, test } from 'vitest';
import { bindTemplate, bindTransform, expressionText } from '#shared/core/compiler/bind/template.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { bindings, recorder } from './expressions.ts';

const template = (value: JsonValue): JsonValue => writeField(bindTemplate({ pointer: '/p', value }, bindings(), recorder()), '').json;

describe('templates', () => {
  test.each([
    ['${ $.a }', '$.a'],
    ['  ${a}  ', 'a'],
    ['${ {"a": 1} }', '{"a": 1}'],
    ['text', undefined],
    ['Hello ${ $.a }', undefined],
    ['${ $.a } and more', undefined],
  ])('the expression in %j is %j', (text, expected) => {
    expect(expressionText(text)).toBe(expected);
  });

  test('evaluates whole strings at any depth and nothing else', () => {
    expect(template({ a: ['${ $.x }', 'x', { 'b.$': '$.x', c: 'Hello ${ $.x }' }], n: null, t: true, i: 1 })).toEqual({
      a: ['{% $states.input.x %}', 'x', { 'b.$': '$.x', c: 'Hello ${ $.x }' }],
      n: null,
      t: true,
      i: 1,
    });
  });

  test('takes the string of a transformation for an expression with or without its braces', () => {
    for (const value of ['$.a', '${ $.a }']) expect(writeField(bindTransform({ pointer: '/p', value }, bindings(), recorder()), '').json).toBe('{% $states.input.a %}');
    expect(writeField(bindTransform({ pointer: '/p', value: { a: '$.a' } }, bindings(), recorder()), '').json).toEqual({ a: '$.a' });
  });

  test('needs no evaluation for a constant', () => {
    expect(template('${ "a" }')).toBe('a');
  });

  test('knows the origin of every leaf', () => {
    const record = recorder();
    const written = writeField(bindTemplate({ pointer: '/do/0', value: { a: ['${ $.x }'] } }, bindings(), record), '/Output');
    expect(written.origins).toContainEqual({ field: '/Output/a/0', origin: '/do/0/a/0' });
  });

  test('refuses keys that mean something in a work item', () => {
    const record = recorder();
    bindTemplate({ pointer: '/p', value: { 'uwf:evaluate': 1 } }, bindings(), record);
    expect(record.findings).toMatchObject([{ code: 'UWF-2033', pointer: '/p/uwf:evaluate' }]);
  });
});
