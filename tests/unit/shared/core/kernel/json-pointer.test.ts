import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendPointer, escapePointerToken, pointerTokens, unescapePointerToken } from '#shared/core/kernel/json-pointer.ts';

describe('JSON Pointer (RFC 6901)', () => {
  test.each([
    ['', []],
    ['/', ['']],
    ['/foo/0', ['foo', '0']],
    ['/a~1b', ['a/b']],
    ['/m~0n', ['m~n']],
    ['/~01', ['~1']],
    ['/k"l/ ', ['k"l', ' ']],
  ])('%j has the tokens %j', (pointer, tokens) => {
    expect(pointerTokens(pointer)).toEqual(tokens);
    expect(appendPointer('', ...tokens)).toBe(pointer);
  });

  test('appends names and indexes', () => {
    expect(appendPointer('/do', 0, 'a/b')).toBe('/do/0/a~1b');
  });

  test('any tokens come back from their pointer, and any token from its escaped form', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (tokens) => {
        expect(pointerTokens(appendPointer('', ...tokens))).toEqual(tokens);
        expect(tokens.map((token) => unescapePointerToken(escapePointerToken(token)))).toEqual(tokens);
      }),
    );
  });
});
