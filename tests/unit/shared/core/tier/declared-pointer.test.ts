import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { declaredNames, toDeclaredPointer } from '#shared/core/tier/declared-pointer.ts';

describe('declaredNames', () => {
  test('finds names under properties, required and the dependent keywords, at any depth', () => {
    const schema = {
      properties: { a: { items: { properties: { b: true } } } },
      required: ['c'],
      dependentRequired: { d: ['e'] },
      dependentSchemas: { f: { anyOf: [{ properties: { g: true } }] } },
    };
    expect([...declaredNames(schema)].toSorted()).toEqual(['a', 'b', 'c', 'd', 'f', 'g']);
  });

  test('finds none in a boolean schema and none in patterns', () => {
    expect(declaredNames(true).size).toBe(0);
    expect(declaredNames({ patternProperties: { '^x': true }, type: 'object' }).size).toBe(0);
  });
});

describe('toDeclaredPointer', () => {
  const names = new Set(['a', 'b/c']);

  test('keeps declared names and positions in arrays', () => {
    expect(toDeclaredPointer('/a/1/b~1c', { a: [0, { 'b/c': 1 }] }, names)).toBe('/a/1/b~1c');
  });

  test('stops before the first undeclared name', () => {
    expect(toDeclaredPointer('/a/Erika/a', { a: { Erika: { a: 1 } } }, names)).toBe('/a');
  });

  test('does not take a number for a position where there is an object', () => {
    expect(toDeclaredPointer('/a/4111', { a: { 4111: 1 } }, names)).toBe('/a');
  });

  test('never tells a name that is not declared, whatever stands in the value', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.jsonValue(), (tokens, value) => {
        const pointer = tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        const kept = pointerTokens(toDeclaredPointer(pointer, value as never, names));
        return kept.every((token) => names.has(token) || /^\d+$/u.test(token) || token === '' || Array.isArray(value));
      }),
    );
  });
});
