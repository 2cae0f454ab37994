import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { errorOf, valueOf } from './support.ts';

describe('functions that Step Functions adds', () => {
  test.each([
    ['$partition([1..7], 3)', [[1, 2, 3], [4, 5, 6], [7]]],
    ['$partition([0], 1)', [[0]]],
    ['$partition([1, 2], 9)', [[1, 2]]],
    ['$partition([], 2)', []],
    ['$partition(1, 2)', [[1]]],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(1, 9, 9)', 1],
    ['$range(10, 1, -3)', [10, 7, 4, 1]],
    ['$range(0, 1, 0.25)', undefined],
    ['$range(2, 1, 1)', undefined],
    ['$parse("-0")', 0],
    ['$parse("{\\"a\\": [1]}")', { a: [1] }],
    ['$parse("null")', null],
    ['$range($nothing, 1, 1)', undefined],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(1, 2, 0)', undefined],
    ['$partition([1, 2, 3], 1.9)', [[1], [2], [3]]],
    ['$partition([1], 0)', undefined],
    ['$partition($nothing, 1)', undefined],
    ['$hash($nothing, "MD5")', undefined],
    ['$parse($nothing)', undefined],
    ['$map([[1, 2, 3]], $partition(?, 2))', [[1, 2], [3]]],
  ])('%s', (text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  test.each([
    ['$partition([1], -1)', 'U2001'],
    ['$hash("a", "sha256")', 'U2003'],
    ['$parse("{")', 'U2004'],
    ['$range("1", 2, 1)', 'T0410'],
  ])('%s is an error', (text, code) => {
    expect(errorOf(text)).toMatchObject({ kind: 'error', code });
  });

  test.each([['MD5', 'md5'], ['SHA-1', 'sha1'], ['SHA-256', 'sha256'], ['SHA-384', 'sha384'], ['SHA-512', 'sha512']])('$hash with %s agrees with another implementation', (name, algorithm) => {
    for (const text of ['', 'abc', 'Zürich 😀', 'x'.repeat(1000)]) {
      expect(valueOf(`$hash($t, "${name}")`, { variables: { t: text } })).toBe(createHash(algorithm).update(text, 'utf8').digest('hex'));
    }
  });

  test('$random gives what the scope gives, or the same for the same seed', () => {
    expect(valueOf('$random()', { random: () => 0.25 })).toBe(0.25);
    const [first, second, other, negative] = valueOf('[$random(42), $random(42), $random(42.5), $random(-7)]') as number[];
    expect(first).toBe(second);
    expect([first, other]).toEqual([0.7275636800328681, first]);
    for (const number of [first, other, negative]) expect(number).toSatisfy((value: number) => value >= 0 && value < 1);
  });

  test('$uuid gives a version 4 UUID', () => {
    expect(valueOf('$uuid()', { random: () => 0.999999 })).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(valueOf('$uuid()', { random: () => 0 })).toBe('00000000-0000-4000-8000-000000000000');
  });
});
