import { describe, expect, test } from 'vitest';
import { describeMiss, printPath } from '#shared/core/expression/jsonpath/miss.ts';
import { missed, pathOf } from './support.ts';

describe('a path that selects nothing', () => {
  test.each([
    ['$.a', {}, 'absent', "No results for path: $['a']"],
    ['$.no.such.path', { yes: 1 }, 'absent', "Missing property in path $['no']"],
    ['$.items[5]', { items: [1] }, 'out-of-bounds', "No results for path: $['items'][5]"],
    ['$.items[5].x', { items: [1] }, 'out-of-bounds', "No results for path: $['items'][5]"],
    ['$.a.b', { a: 1 }, 'not-an-object', "Expected to find an object with property ['b'] in path $['a'] but found 'number'."],
    ["$.a['b','c']", { a: null }, 'not-an-object', "Expected to find an object with property ['b','c'] in path $['a'] but found 'null'."],
    ['$.a.b', { a: [] }, 'not-an-object', "Expected to find an object with property ['b'] in path $['a'] but found 'array'."],
    ['$.other[0]', { other: 1 }, 'not-an-array', 'Filter: [0] can only be applied to arrays. Current context is: 1'],
    ['$unknown.a', {}, 'no-variable', 'No results for path: $unknown.a'],
    ['$.a.sum()', { a: 1 }, 'not-applicable', "Function sum can not be applied to path: $['a']"],
  ])('%s says why', (path, input, kind, text) => {
    expect(missed(path, input)).toEqual([kind, text]);
  });

  test('quotes no data in its safe text', () => {
    expect(describeMiss({ kind: 'not-an-array', path: pathOf('$.a[0]'), step: 1, found: 'canary-4711' }).safe).toBe('Filter: [0] can only be applied to arrays.');
    expect(describeMiss({ kind: 'too-large', path: pathOf('$..a') }).safe).toBe("The evaluation of the path is too large: $..['a']");
  });

  test('prints every kind of step', () => {
    expect(printPath(pathOf("$.a['b','c'][1][1,2][1:][:2].*..d[?(@.e)]"))).toBe("$['a']['b','c'][1][1,2][1:][:2][*]..['d'][?]");
  });

  test('prints no step that is not there', () => {
    expect(describeMiss({ kind: 'not-an-array', path: pathOf('$'), step: 0, found: 1 }).safe).toBe('Filter:  can only be applied to arrays.');
  });
});
