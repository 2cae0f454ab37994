import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, parseJsonText } from '#functions/http/json-text.ts';

function faultOf(text: string, depthMax = 32): string | undefined {
  const parsed = parseJsonText(text, depthMax);
  return parsed.ok ? undefined : parsed.error;
}

describe('parseJsonText accepts', () => {
  test('what JSON.parse accepts, with the same value, when names differ and text is well formed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const parsed = parseJsonText(text, 64);
        if (!parsed.ok) return /__proto__|\\u0000|\\ud[89a-f]/iu.test(text);
        expect(parsed.value).toEqual(JSON.parse(text));
        return true;
      }),
    );
  });

  test.each(['null', ' [1, 2] ', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}', '{"a":"b","b":"a"}', '{"a\\"b":1,"a":2}', '"\\ud83d\\ude00"', '{"":1}', '[":","{"]'])('%s', (text) => {
    expect(parseJsonText(text, 32)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  test('nesting up to the limit', () => {
    expect(faultOf('['.repeat(32) + ']'.repeat(32))).toBeUndefined();
  });
});

describe('parseJsonText refuses', () => {
  test.each([
    ['', 'the text is not valid JSON'],
    ['{', 'the text is not valid JSON'],
    ['{"a":1,}', 'the text is not valid JSON'],
    ["{'a':1}", 'the text is not valid JSON'],
    ['NaN', 'the text is not valid JSON'],
    ['1 2', 'the text is not valid JSON'],
    ['"unterminated', 'the text is not valid JSON'],
    ['"\\', 'the text is not valid JSON'],
    ['{"a":1,"a":2}', 'an object has two members of the same name'],
    ['{"a":1,"\\u0061":2}', 'an object has two members of the same name'],
    ['[{"x":{"a":1,"b":{},"a":2}}]', 'an object has two members of the same name'],
    ['{"__proto__":{}}', 'an object has a member name that is not allowed'],
    ['{"\\u005f_proto__":{}}', 'an object has a member name that is not allowed'],
    ['{"\\x":1}', 'the text is not valid JSON'],
    ['1e400', 'a number is too large'],
    ['[-1e999]', 'a number is too large'],
    ['"\\ud800"', 'a string has U+0000 or half of a surrogate pair'],
    ['["a\\u0000b"]', 'a string has U+0000 or half of a surrogate pair'],
    ['{"\\udc00":1}', 'a member name has U+0000 or half of a surrogate pair'],
  ])('%s', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  test('nesting over the limit before it builds anything, also a megabyte of it', () => {
    expect(faultOf('['.repeat(33))).toBe('the text is nested more than 32 levels deep');
    const start = performance.now();
    expect(faultOf('['.repeat(1_000_000))).toBe('the text is nested more than 32 levels deep');
    expect(faultOf('{"a":'.repeat(200_000))).toBe('the text is nested more than 32 levels deep');
    expect(performance.now() - start).toBeLessThan(500);
  });

  test('any text without throwing, and without quoting it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'Q', '0', '\ud800') }), (text) => {
        expect(faultOf(text) ?? '').not.toContain('Q');
      }),
    );
  });
});

describe('decodeUtf8', () => {
  test('decodes UTF-8 and drops a byte order mark', () => {
    expect(decodeUtf8(new TextEncoder().encode('\ufeffÄ😀'))).toBe('Ä😀');
  });

  test.each([[[0xff]], [[0xc0, 0xaf]], [[0xed, 0xa0, 0x80]], [[0x41, 0x00]], [[0xe2, 0x82]]])('refuses %j', (bytes) => {
    expect(decodeUtf8(new Uint8Array(bytes))).toBeUndefined();
  });
});
