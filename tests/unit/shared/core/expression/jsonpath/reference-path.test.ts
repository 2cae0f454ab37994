import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getAtReferencePath, parseReferencePath, setAtReferencePath, type ReferencePath } from '#shared/core/expression/jsonpath/reference-path.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

function referenceOf(text: string): ReferencePath {
  const path = parseReferencePath(text);
  assert(path.ok, 'the reference path of a test parses');
  return path.value;
}

describe('parseReferencePath', () => {
  test.each(['$', '$.a.b', "$['a']['b c']", '$.a[0].b', '$$.a', '$v.a'])('takes %s', (text) => {
    expect(parseReferencePath(text).ok).toBe(true);
  });

  test.each(['$.a[*]', '$..a', '$.a[0,1]', '$.a[0:1]', "$['a','b']", '$.a[-1]', '$.a[?(@.b)]', '$.a.length()', 'a'])('refuses %s', (text) => {
    expect(parseReferencePath(text).ok).toBe(false);
  });
});

describe('setAtReferencePath', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['$', { a: 1 }, 'new'],
    ['$.b', { a: 1 }, { a: 1, b: 'new' }],
    ['$.a', { a: 1, z: 2 }, { a: 'new', z: 2 }],
    ['$.a.b.c', {}, { a: { b: { c: 'new' } } }],
    ['$.a[1]', { a: [1, 2] }, { a: [1, 'new'] }],
    ['$.a[0].b', { a: [{ c: 1 }] }, { a: [{ c: 1, b: 'new' }] }],
  ])('%s', (path, value, expected) => {
    expect(setAtReferencePath(value, referenceOf(path), 'new')).toEqual({ ok: true, value: expected });
  });

  test('keeps the order of members, and takes __proto__ as a name like any other', () => {
    const changed = setAtReferencePath({ a: 1, b: 2 }, referenceOf('$.a'), 3);
    expect(changed.ok && Object.keys(Object(changed.value))).toEqual(['a', 'b']);
    const named = setAtReferencePath({}, referenceOf('$.__proto__.x'), 1);
    expect(named.ok && JSON.stringify(named.value)).toBe('{"__proto__":{"x":1}}');
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test.each<[string, JsonValue, string, JsonValue]>([
    ['$.a', 'text', 'a', 'text'],
    ['$.a.b', { a: null }, 'b', null],
    ['$.a[1]', { a: [1] }, '[1]', [1]],
    ['$.a[0]', {}, '[0]', {}],
    ['$.a[0].b', { a: [1] }, 'b', 1],
  ])('%s does not apply to %j', (path, value, step, found) => {
    expect(setAtReferencePath(value, referenceOf(path), 'new')).toEqual({ ok: false, error: { step, value: found } });
  });

  test('what is put at a place is found there, and the old value stays as it was', () => {
    const steps = fc.array(fc.constantFrom('.a', '.b', "['c d']"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(steps, fc.integer(), (parts, replacement) => {
        const path = referenceOf(`$${parts.join('')}`);
        const before = Object.freeze({ z: 1 });
        const after = setAtReferencePath(before, path, replacement);
        assert(after.ok, 'objects that are not there are made');
        expect(getAtReferencePath(after.value, path)).toEqual({ ok: true, value: replacement });
        expect(before).toEqual({ z: 1 });
      }),
    );
  });
});

describe('getAtReferencePath', () => {
  test('tells the step that finds nothing, and where', () => {
    expect(getAtReferencePath({ a: [1] }, referenceOf('$.a[0]'))).toEqual({ ok: true, value: 1 });
    expect(getAtReferencePath({ a: [1] }, referenceOf('$.a[1]'))).toEqual({ ok: false, error: { step: '[1]', value: [1] } });
    expect(getAtReferencePath({ a: 1 }, referenceOf('$.a[1]'))).toEqual({ ok: false, error: { step: '[1]', value: 1 } });
    expect(getAtReferencePath({ a: {} }, referenceOf('$.a.b'))).toEqual({ ok: false, error: { step: 'b', value: {} } });
  });
});
