import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluatePath } from '#shared/core/expression/jsonpath/evaluate.ts';
import { PATH_VISITS_MAX } from '#shared/core/expression/jsonpath/limits.ts';
import { parseJsonPath } from '#shared/core/expression/jsonpath/parse.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { pathOf, select } from './support.ts';

const shop = {
  books: [
    { title: 'one', price: 8, tags: ['a', 'b'] },
    { title: 'two', price: 12, isbn: 'x' },
    { title: 'three', price: 20, isbn: 'y' },
  ],
  owner: { name: 'Ada', price: 1 },
  limit: 10,
};

describe('evaluatePath', () => {
  test.each<[string, JsonValue]>([
    ['$', shop],
    ['$.owner.name', 'Ada'],
    ["$['owner']['name']", 'Ada'],
    ['$.books[-1].title', 'three'],
    ["$.owner['name','missing']", { name: 'Ada' }],
    ['$.books[*].title', ['one', 'two', 'three']],
    ['$.books[0,2,9].price', [8, 20]],
    ['$.books[1:].price', [12, 20]],
    ['$.books[:-1].price', [8, 12]],
    ['$.books[-2:].isbn', ['x', 'y']],
    ['$.books[*].isbn', ['x', 'y']],
    ["$.books[*]['title','isbn']", [{ title: 'one' }, { title: 'two', isbn: 'x' }, { title: 'three', isbn: 'y' }]],
    ["$['owner','books'][*]", ['Ada', 1, ...shop.books]],
    ['$.owner.*', ['Ada', 1]],
    ['$..price', [8, 12, 20, 1]],
    ['$..tags[0]', ['a']],
    ['$..[1]', [shop.books[1] ?? null, 'b']],
    ['$.books[?(@.price < 10)].title', ['one']],
    ['$.books[?(@.price > $.limit)].title', ['two', 'three']],
    ['$.books[?(@.isbn)].isbn', ['x', 'y']],
    ['$.owner[?(@.name == "Ada")].price', [1]],
    ['$.limit[?(@.x)]', []],
    ['$.limit[*].x', []],
    ["$.limit[*]['x','y']", []],
    ['$.books[*][0]', []],
    ['$.books[*][0:1]', []],
    ["$.books[*].tags['x','y']", []],
    ['$.none[*].x', []],
    ['$.books.length()', 3],
    ['$.books[*].price.max()', 20],
    ['$.books[?(@.tags.length() > 1)].title', ['one']],
  ])('%s', (path, value) => {
    expect(select(path, shop)).toEqual(value);
  });

  test('starts at the context object and at variables', () => {
    expect(select('$$.Execution.Name', {}, { context: { Execution: { Name: 'n' } } })).toBe('n');
    expect(select('$list[1]', {}, { variables: { list: [1, 2] } })).toBe(2);
    expect(select('$nothing', {}, { variables: { nothing: null } })).toBeNull();
  });

  test('does not find what an object only inherits', () => {
    expect(evaluatePath(pathOf('$.constructor'), { input: {}, context: {}, variables: {} }).ok).toBe(false);
    expect(evaluatePath(pathOf('$toString'), { input: {}, context: {}, variables: {} }).ok).toBe(false);
    expect(select('$..constructor', [{}])).toEqual([]);
  });

  test('finds nothing of variables and of the context object inside of filters', () => {
    expect(select('$[?(@.a == $v)]', [{ a: 1 }], { variables: { v: 1 } })).toEqual([]);
    expect(select('$[?(@.a == $$.v)]', [{ a: 1 }], { context: { v: 1 } })).toEqual([]);
  });

  test('an indefinite path never fails for what is not there', () => {
    const steps = fc.array(fc.constantFrom('.a', '[0]', '[*]', '..b', "['a','b']", '[1:]', '[?(@.a)]'), { maxLength: 4 });
    fc.assert(
      fc.property(steps, fc.jsonValue(), (parts, value) => {
        const path = parseJsonPath(`$[*]${parts.join('')}`);
        return path.ok && evaluatePath(path.value, { input: JSON.parse(JSON.stringify(value)), context: {}, variables: {} }).ok;
      }),
    );
  });

  test('looks at a bounded number of values', () => {
    const wide = Array.from({ length: 1_100 }, () => 0);
    const deep = Array.from({ length: 2_000 }).reduce<JsonValue>((inner) => [inner], null);
    const kindOf = (path: string, input: JsonValue): string => {
      const value = evaluatePath(pathOf(path), { input, context: {}, variables: {} });
      return value.ok ? 'value' : value.error.kind;
    };
    expect(PATH_VISITS_MAX).toBeLessThan(wide.length ** 2);
    expect(kindOf('$[?($[?($[0] == 0)])]', wide)).toBe('too-large');
    expect(kindOf('$..a', deep)).toBe('too-large');
  });
});
