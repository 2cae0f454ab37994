import { expect, test } from 'vitest';
import { isAtEnd, note, skipBlanks, stop, take, type JsonCursor } from '#shared/core/definition/source/json-cursor.ts';

function cursorOf(text: string): JsonCursor {
  return { text, at: 0, findings: [] };
}

test('take() moves on by what it matches, and stays otherwise', () => {
  const cursor = cursorOf('ab');
  expect(take(cursor, /a/uy)).toBe('a');
  expect(take(cursor, /a/uy)).toBeUndefined();
  expect(cursor.at).toBe(1);
});

test('skipBlanks() notes comments and goes on', () => {
  const cursor = cursorOf(' // one\n /* two */ # three\n x');
  skipBlanks(cursor);
  expect(cursor.text[cursor.at]).toBe('x');
  expect(cursor.findings.map(({ offset }) => offset)).toEqual([1, 9, 19]);
});

test('note() keeps to the limit of findings, stop() always tells', () => {
  const cursor = cursorOf('');
  for (let index = 0; index < 80; index += 1) note(cursor, index, 'x');
  expect(cursor.findings).toHaveLength(50);
  expect(stop(cursor, 0, 'end', 'UWF-1003')).toBeUndefined();
  expect(cursor.findings.at(-1)?.code).toBe('UWF-1003');
  expect(isAtEnd(cursor)).toBe(true);
});
