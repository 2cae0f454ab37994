import { expect, test } from 'vitest';
import { DOCUMENT_BYTES_MAX } from '#shared/core/definition/limits.ts';
import { checkText, forbiddenInString, withoutByteOrderMark } from '#shared/core/definition/source/text-checks.ts';

test('checkText() counts bytes of UTF-8', () => {
  expect(checkText('x'.repeat(DOCUMENT_BYTES_MAX))).toEqual([]);
  expect(checkText('x'.repeat(DOCUMENT_BYTES_MAX + 1))).toHaveLength(1);
  expect(checkText('é'.repeat(DOCUMENT_BYTES_MAX / 2))).toEqual([]);
  expect(checkText(`é${'é'.repeat(DOCUMENT_BYTES_MAX / 2)}`)[0]?.code).toBe('UWF-1002');
  expect(checkText('🙂'.repeat(DOCUMENT_BYTES_MAX / 4))).toEqual([]);
  expect(checkText(`a${'🙂'.repeat(DOCUMENT_BYTES_MAX / 4)}`)[0]?.code).toBe('UWF-1002');
});

test('checkText() finds characters that YAML cannot print, each at its place, up to a limit', () => {
  expect(checkText('a\tb\r\nc\u0085d')).toEqual([]);
  expect(checkText('a\u0007b\u007F').map(({ offset, message }) => [offset, message.includes('U+0007') || message.includes('U+007F')])).toEqual([
    [1, true],
    [3, true],
  ]);
  expect(checkText('\u0000'.repeat(1_000))).toHaveLength(50);
});

test('forbiddenInString() refuses what a store cannot hold', () => {
  expect(forbiddenInString('plain 🙂')).toBeUndefined();
  expect(forbiddenInString('a\0')).toBe('U+0000');
  expect(forbiddenInString('a\uD83D')).toBe('U+D83D');
});

test('withoutByteOrderMark() takes one mark from the start', () => {
  expect(withoutByteOrderMark('\uFEFFa')).toBe('a');
  expect(withoutByteOrderMark('a\uFEFF')).toBe('a\uFEFF');
});
