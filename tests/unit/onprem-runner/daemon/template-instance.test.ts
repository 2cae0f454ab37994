import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInstanceOf, isInstanceOfPayload } from '#onprem-runner/daemon/template-instance.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

const TEMPLATE: JsonValue = { method: 'post', endpoint: '{% $x %}', body: { list: [1, '{% $y %}'], flag: true, nothing: null } };

/** Replaces every expression by a value, as the interpreter does. */
function fill(template: JsonValue, value: JsonValue): JsonValue {
  if (typeof template === 'string' && template.startsWith('{%')) return value;
  if (isJsonArray(template)) return template.map((item) => fill(item, value));
  return isJsonObject(template) ? Object.fromEntries(Object.entries(template).map(([name, member]) => [name, fill(member, value)])) : template;
}

describe('isInstanceOf()', () => {
  test('takes whatever an expression may have given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const value = JSON.parse(JSON.stringify(raw)) as JsonValue;
        expect(isInstanceOf(TEMPLATE, fill(TEMPLATE, value))).toBe(true);
        expect(isInstanceOf('{% $all %}', value)).toBe(true);
        expect(isInstanceOf(undefined, value)).toBe(true);
      }),
    );
  });

  test.each<[string, JsonValue]>([
    ['another constant', { method: 'get', endpoint: 1, body: { list: [1, 1], flag: true, nothing: null } }],
    ['a constant of another type', { method: 'post', endpoint: 1, body: { list: ['1', 1], flag: true, nothing: null } }],
    ['a missing member', { method: 'post', endpoint: 1, body: { list: [1, 1], flag: true } }],
    ['another member', { method: 'post', endpoint: 1, body: { list: [1, 1], flag: true, nothing: null }, headers: {} }],
    ['an inherited name', JSON.parse('{"method":"post","endpoint":1,"__proto__":{"list":[1,1],"flag":true,"nothing":null}}') as JsonValue],
    ['a longer list', { method: 'post', endpoint: 1, body: { list: [1, 1, 1], flag: true, nothing: null } }],
    ['a list in place of an object', { method: 'post', endpoint: 1, body: [] }],
    ['nothing', null],
  ])('does not take %s', (_what, value) => {
    expect(isInstanceOf(TEMPLATE, value)).toBe(false);
  });
});

describe('isInstanceOfPayload()', () => {
  const PAYLOAD: JsonValue = { endpoint: 'https://core.example/', 'body.$': '$.order', list: [{ 'a.$': '$.x' }, 1] };

  test.each<[string, JsonValue, boolean]>([
    ['whatever a path may have given', { endpoint: 'https://core.example/', body: { any: [1] }, list: [{ a: null }, 1] }, true],
    ['another constant', { endpoint: 'https://evil.example/', body: 1, list: [{ a: 1 }, 1] }, false],
    ['a member more', { endpoint: 'https://core.example/', body: 1, list: [{ a: 1 }, 1], more: 1 }, false],
    ['a member less', { endpoint: 'https://core.example/', list: [{ a: 1 }, 1] }, false],
    ['another item', { endpoint: 'https://core.example/', body: 1, list: [{ a: 1 }, 2] }, false],
    ['no object', 'x', false],
  ])('judges %s', (_what, value, expected) => {
    expect(isInstanceOfPayload(PAYLOAD, value)).toBe(expected);
    expect(isInstanceOfPayload(undefined, value)).toBe(true);
  });
});
