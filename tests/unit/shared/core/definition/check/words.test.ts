import { expect, test } from 'vitest';
import { alternatives, kindOfValue, quoted, typeInWords } from '#shared/core/definition/check/words.ts';

test('quoted() shortens long names', () => {
  expect(quoted('a')).toBe("'a'");
  expect(quoted('x'.repeat(500)).length).toBeLessThan(90);
});

test('alternatives() reads like a sentence', () => {
  expect([alternatives(['a']), alternatives(['a', 'b']), alternatives(['a', 'b', 'c']), alternatives(['a', 'b'], 'and')]).toEqual(["'a'", "'a' or 'b'", "'a', 'b' or 'c'", "'a' and 'b'"]);
});

test('kindOfValue() names the kind, never the value', () => {
  expect([undefined, null, [], {}, 'secret', 4111, true].map(kindOfValue)).toEqual(['missing', 'null', 'a list', 'an object', 'a string', 'a number', 'a boolean']);
});

test('typeInWords() takes one type or several', () => {
  expect([typeInWords('integer'), typeInWords(['object', 'string']), typeInWords('odd')]).toEqual(['a whole number', 'an object or a string', 'odd']);
});
