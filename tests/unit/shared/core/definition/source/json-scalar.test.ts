import { expect, test } from 'vitest';
import { readKey, readString, readWord } from '#shared/core/definition/source/json-scalar.ts';
import type { JsonCursor } from '#shared/core/definition/source/json-cursor.ts';

function cursorOf(text: string): JsonCursor {
  return { text, at: 0, findings: [] };
}

test('readString() reads escapes as JSON.parse does', () => {
  const literal = '"a\\n\\u00e9\\"\\\\\\ud83d\\ude42"';
  expect(readString(cursorOf(literal))).toBe(JSON.parse(literal));
});

test.each(['"\\x"', '"\\u12"', '"a\tb"'])('readString() notes %j and goes on', (text) => {
  const cursor = cursorOf(text);
  expect(readString(cursor)).toBe('');
  expect(cursor.findings).toHaveLength(1);
});

test('readString() stops at a string without an end', () => {
  expect(readString(cursorOf('"abc'))).toBeUndefined();
  expect(readString(cursorOf('"abc\n"'))).toBeUndefined();
});

test('readWord() reads numbers and constants', () => {
  const values = ['-1.5e2', '0', 'true', 'false', 'null'].map((text) => readWord(cursorOf(text)));
  expect(values).toMatchObject([{ value: -150 }, { value: 0 }, { value: true }, { value: false }, { value: null }]);
});

test.each(['01', '1.', '.5', '+1', 'True', 'NaN', 'undefined'])('readWord() notes %s', (text) => {
  const cursor = cursorOf(text);
  expect(readWord(cursor)).toMatchObject({ kind: 'scalar' });
  expect(cursor.findings).toHaveLength(1);
});

test('readWord() stops where no value starts', () => {
  expect(readWord(cursorOf(''))).toBeUndefined();
  expect(readWord(cursorOf(':'))).toBeUndefined();
});

test('readKey() takes a bare word with a note, and stops at anything else', () => {
  const cursor = cursorOf('name');
  expect(readKey(cursor)).toBe('name');
  expect(cursor.findings).toHaveLength(1);
  expect(readKey(cursorOf('{'))).toBeUndefined();
  expect(readKey(cursorOf(''))).toBeUndefined();
});
