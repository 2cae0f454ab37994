import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARGUMENT_DEPTH_MAX, CODED_TEXT_UNITS_MAX, TEXT_RESULT_UNITS_MAX } from '#shared/core/expression/intrinsic/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { call, refused } from './support.ts';

describe('functions on texts', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['States.Base64Encode($)', 'Grüße', 'R3LDvMOfZQ=='],
    ['States.Base64Decode($)', 'R3LDvMOfZQ==', 'Grüße'],
    ['States.Base64Decode($)', '', ''],
    ["States.Hash($, 'MD5')", 'abc', '900150983cd24fb0d6963f7d28e17f72'],
    ["States.Hash($, 'SHA-256')", 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["States.StringSplit($, ',;')", 'a,b;;c,', ['a', 'b', 'c']],
    ["States.StringSplit($, '')", 'abc', ['abc']],
    ["States.StringSplit($, ',')", ',,', []],
    ['States.StringToJson($)', ' ', null],
    ['States.StringToJson($)', '{"a":[-0,1.5,null]}', { a: [0, 1.5, null] }],
    ['States.JsonToString($)', { a: [1, null], b: 'x' }, '{"a":[1,null],"b":"x"}'],
    ['States.JsonToString($)', null, 'null'],
  ])('%s of %j', (text, input, value) => {
    expect(call(text, input)).toStrictEqual(value);
  });

  test.each<[string, JsonValue, string]>([
    ['States.Base64Encode($)', 'x'.repeat(CODED_TEXT_UNITS_MAX + 1), 'The first argument must be at most 10000 characters'],
    ['States.Base64Decode($)', 'a b', 'The first argument must be valid Base64'],
    ['States.Base64Decode($)', '/w==', 'The first argument must be the Base64 of a text in UTF-8'],
    ["States.Hash($, 'SHA-3')", 'abc', 'The second argument must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ["States.Hash($, 'MD5')", 1, 'The first argument must be a string'],
    ['States.StringToJson($)', '{', 'The first argument must be valid JSON'],
    ['States.StringToJson($)', 1, 'The first argument must be a string'],
    ['States.StringToJson($)', '['.repeat(ARGUMENT_DEPTH_MAX + 2) + ']'.repeat(ARGUMENT_DEPTH_MAX + 2), 'The result is nested too deeply'],
    ['States.JsonToString($)', 'x'.repeat(TEXT_RESULT_UNITS_MAX), 'The result is too large'],
    ["States.StringSplit($, ',')", null, 'The first argument must be a string'],
  ])('%s refuses an argument', (text, input, message) => {
    expect(refused(text, input)).toBe(message);
  });

  test('Base64Decode undoes Base64Encode', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => call('States.Base64Decode(States.Base64Encode($))', text) === text));
  });

  test('StringToJson undoes JsonToString', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        const value: JsonValue = JSON.parse(JSON.stringify(any));
        expect(call('States.StringToJson(States.JsonToString($))', value)).toEqual(value);
      }),
    );
  });
});
