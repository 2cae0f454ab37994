import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isComparisonTrue, matchesTextPattern, parseTextPattern, TYPE_TESTS, type ComparedKind, type ComparedRelation } from '#shared/core/interpreter/jsonpath/comparison.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const RELATIONS: readonly ComparedRelation[] = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];

function holding(kind: ComparedKind, left: JsonValue, right: JsonValue): readonly string[] {
  return RELATIONS.filter((relation) => isComparisonTrue(kind, relation, { left, right }));
}

describe('comparisons', () => {
  test.each<[ComparedKind, JsonValue, JsonValue]>([
    ['Numeric', 1, 2],
    ['String', 'A', 'AB'],
    ['String', 'Z', 'a'],
    ['Timestamp', '2012-10-09T19:00:55Z', '2012-10-09T19:00:56Z'],
    ['Timestamp', '2012-10-09T19:00:55.123456788Z', '2012-10-09T19:00:55.123456789Z'],
    ['Timestamp', '2012-10-09T20:00:55+02:00', '2012-10-09T18:00:56Z'],
    ['Boolean', false, true],
  ])('%s: %j comes before %j', (kind, before, after) => {
    expect(holding(kind, before, after)).toEqual(['LessThan', 'LessThanEquals']);
    expect(holding(kind, after, before)).toEqual(['GreaterThan', 'GreaterThanEquals']);
  });

  test.each<[ComparedKind, JsonValue, JsonValue]>([
    ['Numeric', 0, -0],
    ['Numeric', 1, 1.0],
    ['String', '', ''],
    ['Boolean', true, true],
    ['Timestamp', '2012-10-09T19:00:55Z', '2012-10-09T19:00:55.000000Z'],
    ['Timestamp', '2012-10-09T19:00:55Z', '2012-10-09T21:00:55+02:00'],
  ])('%s: %j and %j are equal', (kind, left, right) => {
    expect(holding(kind, left, right)).toEqual(['Equals', 'LessThanEquals', 'GreaterThanEquals']);
  });

  test.each<[ComparedKind, JsonValue, JsonValue]>([
    ['Numeric', '1', 1],
    ['Numeric', true, 1],
    ['String', 1, '1'],
    ['String', 'a', null],
    ['Boolean', 'true', true],
    ['Boolean', 0, false],
    ['Timestamp', '2012-10-09T19:00:55', '2012-10-09T19:00:55Z'],
    ['Timestamp', '2012-10-09T19:00:55Z', 'text'],
    ['Timestamp', 5, '2012-10-09T19:00:55Z'],
  ])('%s: no relation holds between %j and %j', (kind, left, right) => {
    expect(holding(kind, left, right)).toEqual([]);
  });
});

test('tests of kinds', () => {
  const values: readonly JsonValue[] = [null, 'a', '2012-10-09T19:00:55Z', '2023-02-24', 0, false, [], {}];
  const found = Object.fromEntries(Object.entries(TYPE_TESTS).map(([name, holds]) => [name, values.filter(holds)]));
  expect(found).toEqual({ IsNull: [null], IsString: ['a', '2012-10-09T19:00:55Z', '2023-02-24'], IsNumeric: [0], IsBoolean: [false], IsTimestamp: ['2012-10-09T19:00:55Z'] });
});

describe('text patterns', () => {
  test.each<[string, string, boolean]>([
    ['log-*.txt', 'log-1.txt', true],
    ['log-*.txt', 'log-.txt', true],
    ['log-*.txt', 'log.txt', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a', 'a', true],
    ['a*', 'ba', false],
    ['*a', 'ab', false],
    ['a*a', 'a', false],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'a1c', false],
    ['a*bc*c', 'abc', false],
    ['*a*b*', 'xxbxxa', false],
    [String.raw`a\*b`, 'a*b', true],
    [String.raw`a\*b`, 'axb', false],
    [String.raw`a\\*`, 'a\\x', true],
    [String.raw`a\b`, 'a\\b', true],
    ['*\n*', 'a\nb', true],
  ])('%s of %j is %s', (pattern, text, expected) => {
    expect(matchesTextPattern(text, parseTextPattern(pattern))).toBe(expected);
  });

  test('a text matches itself with any parts left out', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c]{0,3}$/)), fc.array(fc.boolean()), (parts, left) => {
        const pattern = parts.map((part, index) => (left[index] === true ? '*' : part)).join('');
        return matchesTextPattern(parts.join(''), parseTextPattern(pattern));
      }),
    );
  });

  test('a long text against many wildcards is decided at once', () => {
    expect(matchesTextPattern('a'.repeat(200_000), parseTextPattern('*a'.repeat(100) + '*b'))).toBe(false);
  });
});
