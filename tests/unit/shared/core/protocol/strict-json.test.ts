import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STRICT_JSON_DEPTH_MAX, parseStrictObject } from '#shared/core/protocol/strict-json.ts';

describe('parseStrictObject()', () => {
  test('reads every object that JSON.parse() reads, however it is spaced', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 }), { noNullPrototype: true }), fc.constantFrom(0, 2), (object, spaces) => {
        const text = JSON.stringify(object, null, spaces);
        expect(parseStrictObject(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses an object in which any member occurs twice, at any depth', () => {
    const name = fc.string({ maxLength: 4, unit: fc.constantFrom('a', '"', '\\', ':', '{', '}', '[', ',', ' ', 'é') });
    fc.assert(
      fc.property(name, fc.jsonValue({ maxDepth: 2 }), fc.array(fc.constantFrom('array', 'object'), { maxLength: 5 }), (member, value, layers) => {
        const pair = `${JSON.stringify(member)}:${JSON.stringify(value)}`;
        const wrap = (inner: string): string => `{"x":${layers.reduce((text, layer) => (layer === 'array' ? `[1,${text}]` : `{"y":${text}}`), inner)}}`;
        expect(parseStrictObject(wrap(`{${pair}}`))).toBeDefined();
        expect(parseStrictObject(wrap(`{${pair} , ${pair}}`))).toBeUndefined();
      }),
    );
  });

  test.each([
    ['a name that is escaped in one place', '{"att":1,"\\u0061tt":2}'],
    ['a name with a space before its colon', '{"a" :1,"a"\n:2}'],
    ['a prototype, twice', '{"__proto__":1,"__proto__":2}'],
    ['an array', '[{"a":1}]'],
    ['a text', '"a"'],
    ['nothing', ''],
    ['null', 'null'],
    ['two values', '{} {}'],
    ['no JSON', "{'a':1}"],
  ])('refuses %s', (_what, text) => {
    expect(parseStrictObject(text)).toBeUndefined();
  });

  test.each(['{"a":{"b":1},"b":{"a":1}}', '{"a":"\\"b\\":","b":"\\\\"}', '{"a":["a","a"],"":""}', '{"a":[{"a":1},{"a":1}]}'])('takes names that only look alike: %s', (text) => {
    expect(parseStrictObject(text)).toEqual(JSON.parse(text));
  });

  test('keeps a member that is called like the prototype as a member', () => {
    expect(Object.keys(parseStrictObject('{"__proto__":1}') ?? {})).toEqual(['__proto__']);
  });

  test('takes as many levels as it says, and no more', () => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(parseStrictObject(nested(STRICT_JSON_DEPTH_MAX))).toBeDefined();
    expect(parseStrictObject(nested(STRICT_JSON_DEPTH_MAX + 1))).toBeUndefined();
    expect(parseStrictObject(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBeUndefined();
  });
});
