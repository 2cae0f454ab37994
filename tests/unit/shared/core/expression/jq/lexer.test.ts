import { describe, expect, test } from 'vitest';
import { readStringPiece, readToken } from '#shared/core/expression/jq/lexer.ts';

describe('tokens of jq', () => {
  test.each([
    [' .a', 'field', 'a', 1], ['$x::y', 'variable', 'x::y', 0], ['@uri', 'format', 'uri', 0], ['1.5e-3x', 'number', '1.5e-3', 0], ['.5', 'number', '.5', 0], ['a::b', 'name', 'a::b', 0], ['if', 'keyword', 'if', 0], ['"x', 'quote', '"', 0], ['?//', 'operator', '?//', 0], ['//=', 'operator', '//=', 0], ['# c\n ..', 'operator', '..', 5], ['  ', 'end', '', 2],
  ])('%j begins with %s %s', (text, kind, found, offset) => {
    expect(readToken(text, 0)).toMatchObject({ kind, text: found, offset });
  });

  test('strings are read up to their end or an interpolation', () => {
    expect(readStringPiece('a\\n\\u00e9\\\\"b', 0)).toEqual({ text: 'a\né\\', end: 12, isLast: true });
    expect(readStringPiece('a\\(b', 0)).toEqual({ text: 'a', end: 3, isLast: false });
    expect(() => readStringPiece('a', 0)).toThrow('without its end');
    expect(() => readStringPiece('\\q"', 0)).toThrow('escape');
  });

  test('a character outside of jq is refused', () => {
    expect(() => readToken('~', 0)).toThrow('does not know');
  });
});
