import { describe, expect, test } from 'vitest';
import { BUILT_IN_FUNCTIONS } from '#shared/core/expression/jsonata/built-in.ts';
import { builtinOf, isBuiltin, type BuiltinRule } from '#shared/core/tier/flow/builtins.ts';

describe('isBuiltin()', () => {
  test('knows every function that an expression may call without defining it', () => {
    expect([...BUILT_IN_FUNCTIONS.keys()].filter((name) => !isBuiltin(name))).toEqual([]);
  });

  test.each(['', 'eval', 'states', 'Sum', 'toString', 'constructor', '__proto__'])('knows no function named %j', (name) => {
    expect(isBuiltin(name)).toBe(false);
  });
});

describe('builtinOf()', () => {
  test.each<[string, BuiltinRule]>([
    ['uppercase', 'computes'],
    ['exists', 'presence'],
    ['error', 'fails'],
    ['hash', 'computes'],
    ['split', 'makes'],
    ['parse', 'parse'],
    ['string', 'string'],
    ['clone', 'makes'],
    ['map', 'map'],
    ['reduce', 'reduce'],
    ['single', 'filter'],
    ['shuffle', 'reverse'],
    ['merge', 'merge'],
  ])('$%s: %s', (name, rule) => {
    expect(builtinOf(name).rule).toBe(rule);
  });

  test('what it does not know may do anything, also with its context', () => {
    expect(builtinOf('eval')).toEqual({ rule: 'makes', takesContextBelow: Number.POSITIVE_INFINITY });
  });

  test.each<[string, number]>([
    ['uppercase', 1],
    ['substring', 3],
    ['contains', 2],
    ['replace', 4],
    ['match', 3],
    ['string', 2],
    ['number', 1],
    ['lookup', 2],
    ['keys', 1],
    ['each', 2],
    ['sift', 2],
  ])('$%s may read its context when it is called with fewer than %i arguments', (name, arity) => {
    expect(builtinOf(name).takesContextBelow).toBe(arity);
  });

  test.each(['map', 'filter', 'reduce', 'sum', 'count', 'append', 'merge', 'exists', 'distinct', 'error', 'now', 'uuid', 'partition'])('$%s never reads its context', (name) => {
    expect(builtinOf(name).takesContextBelow).toBe(0);
  });
});
