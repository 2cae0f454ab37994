import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { SealedField } from '#shared/core/tier/placement.ts';
import { plainTargets, removeAt, replaceAt, sealTargets, sealedPlaces } from '#shared/core/tier/seal-input.ts';
import { SEALED_PREFIX } from '#shared/core/tier/sealed.ts';

function fieldAt(...dataPath: readonly string[]): SealedField {
  const schemaPointer = dataPath.map((step) => (step === '*' ? '/items' : `/properties/${step}`)).join('');
  return { schemaPointer, origin: `/input/schema/document${schemaPointer}`, dataPath, tier: 1 };
}

function pointersOf(input: JsonValue, ...fields: readonly SealedField[]): readonly string[] {
  return sealTargets(input, fields).map((target) => target.pointer);
}

describe('sealTargets()', () => {
  test('finds fields at any depth and in every item of arrays', () => {
    const input = { name: 'A', owner: { phone: '1' }, cards: [{ pan: 'x' }, {}, { pan: 'y' }], tags: ['p', 'q'] };
    expect(pointersOf(input, fieldAt('name'), fieldAt('owner', 'phone'), fieldAt('cards', '*', 'pan'), fieldAt('tags', '*'))).toEqual(['/name', '/owner/phone', '/cards/0/pan', '/cards/2/pan', '/tags/0', '/tags/1']);
  });

  test('takes a whole object, a whole array and the whole input', () => {
    expect(pointersOf({ owner: { a: 1 }, list: [] }, fieldAt('owner'), fieldAt('list'))).toEqual(['/owner', '/list']);
    expect(pointersOf('all of it', fieldAt())).toEqual(['']);
  });

  test('leaves absent and null values clear, and takes every other empty one', () => {
    expect(pointersOf({ a: null, b: '', c: 0, d: false }, fieldAt('a'), fieldAt('b'), fieldAt('c'), fieldAt('d'), fieldAt('e'))).toEqual(['/b', '/c', '/d']);
  });

  test('passes over values of another shape than the schema has', () => {
    expect(pointersOf({ name: 'A', list: { 0: 'x' }, owner: ['phone'] }, fieldAt('name', 'first'), fieldAt('list', '*', 'x'), fieldAt('owner', 'phone'))).toEqual([]);
  });

  test('does not take inherited names for fields', () => {
    expect(pointersOf({}, fieldAt('constructor'), fieldAt('toString'), fieldAt('__proto__'))).toEqual([]);
    const input = JSON.parse('{"__proto__": "x"}') as JsonValue;
    expect(pointersOf(input, fieldAt('__proto__'))).toEqual(['/__proto__']);
  });

  test('escapes names in pointers', () => {
    expect(pointersOf({ 'a/b': { 'c~d': 1 } }, fieldAt('a/b', 'c~d'))).toEqual(['/a~1b/c~0d']);
  });
});

describe('plainTargets()', () => {
  test('gives the fields that are neither sealed nor tokens', () => {
    const input = { a: `${SEALED_PREFIX}x`, b: 'plain', c: { inner: `${SEALED_PREFIX}x` }, d: 'uwf-token:1:x' };
    expect(plainTargets(input, [fieldAt('a'), fieldAt('b'), fieldAt('c'), fieldAt('d')]).map((target) => target.pointer)).toEqual(['/b', '/c']);
  });
});

describe('sealedPlaces()', () => {
  test('finds sealed strings anywhere, and only strings', () => {
    const sealed = `${SEALED_PREFIX}x`;
    expect(sealedPlaces({ a: [1, { b: sealed }], [sealed]: 'key', c: 'not' })).toEqual([{ pointer: '/a/1/b', sealed }]);
    expect(sealedPlaces(sealed)).toEqual([{ pointer: '', sealed }]);
  });
});

describe('replaceAt() and removeAt()', () => {
  test('change what is named and nothing else', () => {
    const input = { a: [{ b: 1 }, { b: 2 }], c: null };
    expect(replaceAt(input, new Map<string, JsonValue>([['/a/1/b', 'x'], ['/nowhere', 'y']]))).toEqual({ a: [{ b: 1 }, { b: 'x' }], c: null });
    expect(removeAt(input, new Set(['/a/0', '/c']))).toEqual({ a: [{ b: 2 }] });
    expect(input).toEqual({ a: [{ b: 1 }, { b: 2 }], c: null });
  });

  test('can replace the whole value', () => {
    expect(replaceAt({ a: 1 }, new Map([['', null]]))).toBeNull();
  });

  test('replacing every target and putting the values back gives the input again', () => {
    const fields = [fieldAt('a'), fieldAt('b', '*'), fieldAt('c', 'd')];
    const inputs = fc.record({ a: fc.jsonValue(), b: fc.array(fc.jsonValue()), c: fc.record({ d: fc.jsonValue() }) }, { requiredKeys: [] });
    fc.assert(
      fc.property(inputs, (value) => {
        const input = JSON.parse(JSON.stringify(value)) as JsonValue;
        const targets = sealTargets(input, fields);
        const sealed = replaceAt(input, new Map(targets.map(({ pointer }) => [pointer, `${SEALED_PREFIX}${pointer}`])));
        expect(plainTargets(sealed, fields)).toEqual([]);
        expect(replaceAt(sealed, new Map(targets.map((target) => [target.pointer, target.value])))).toEqual(input);
      }),
    );
  });
});
