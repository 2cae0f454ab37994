import { describe, expect as expectThat, test } from 'vitest';
import { expect, peek, refuse, skipBlanks, SyntaxFault, take, takePattern, type Reader } from '#shared/core/expression/jsonpath/reader.ts';

const readerOf = (text: string): Reader => ({ text, at: 0, depth: 0 });

describe('a reader', () => {
  test('moves over blanks, tokens and patterns, and only over what is next', () => {
    const reader = readerOf(' \t ab12');
    skipBlanks(reader);
    expectThat(take(reader, 'b')).toBe(false);
    expectThat(take(reader, 'a')).toBe(true);
    expectThat(takePattern(reader, /\d+/)).toBeUndefined();
    expectThat(takePattern(reader, /[a-z]\d/g)).toBe('b1');
    expectThat(peek(reader)).toBe('2');
    expectThat(reader.at).toBe(6);
  });

  test('has an empty character at the end', () => {
    expectThat(peek(readerOf(''))).toBe('');
  });

  test('refuses with the place where it stands', () => {
    const reader = { text: 'ab', at: 1, depth: 0 };
    expectThat(() => expect(reader, ')')).toThrow(SyntaxFault);
    expectThat(() => refuse(reader, 'why')).toThrow(expectThat.objectContaining({ message: 'why', position: 1 }));
  });
});
