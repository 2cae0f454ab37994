import { expect, test } from 'vitest';
import { BASE64_DIGIT, classesAt, DIGIT, featuresOf, LETTER, SEPARATOR } from '#shared/core/egress/characters.ts';

test('a character has its classes, and none outside of the text or of ASCII', () => {
  expect(classesAt('7', 0) & DIGIT).toBe(DIGIT);
  expect(classesAt('-', 0)).toBe(BASE64_DIGIT | SEPARATOR);
  expect(classesAt('ä', 0)).toBe(0);
  expect([classesAt('a', 1), classesAt('a', -1)]).toEqual([0, 0]);
  expect(classesAt('g', 0) & (DIGIT | LETTER)).toBe(LETTER);
});

test('features count what detectors need', () => {
  expect(featuresOf('ab 12@x%41')).toEqual({ digits: 4, letters: 3, isAscii: true, hasControls: false, hasAt: true, hasEscape: true, longestRun: 2 });
  expect(featuresOf('ä\u0000abcd\nef')).toMatchObject({ isAscii: false, hasControls: true, longestRun: 7 });
  expect(featuresOf('')).toMatchObject({ digits: 0, longestRun: 0 });
});
