import { describe, expect, test } from 'vitest';
import { PATH_STEPS_MAX, PATH_TEXT_UNITS_MAX } from '#shared/core/expression/jsonpath/limits.ts';
import { parseJsonPath } from '#shared/core/expression/jsonpath/parse.ts';
import { pathOf } from './support.ts';

describe('parseJsonPath', () => {
  test.each([
    ['$', { kind: 'input' }],
    ['$$.Execution.Id', { kind: 'context' }],
    ['$größe.a', { kind: 'variable', name: 'größe' }],
    ['$item_1[0]', { kind: 'variable', name: 'item_1' }],
  ])('%s starts where its first characters say', (text, root) => {
    expect(pathOf(text).root).toEqual(root);
  });

  test.each([
    ['$.a.b', [{ kind: 'member', name: 'a' }, { kind: 'member', name: 'b' }]],
    ['$.delivery-partner', [{ kind: 'member', name: 'delivery-partner' }]],
    ["$['a b']", [{ kind: 'member', name: 'a b' }]],
    ['$[ "a" , "b" ]', [{ kind: 'members', names: ['a', 'b'] }]],
    ['$[0][-1]', [{ kind: 'index', index: 0 }, { kind: 'index', index: -1 }]],
    ['$[0, 2 ,-1]', [{ kind: 'indices', indices: [0, 2, -1] }]],
    ['$[1:3]', [{ kind: 'slice', from: 1, to: 3 }]],
    ['$[:2]', [{ kind: 'slice', to: 2 }]],
    ['$[-2:]', [{ kind: 'slice', from: -2 }]],
    ['$.*[*]', [{ kind: 'wildcard' }, { kind: 'wildcard' }]],
    ['$..a', [{ kind: 'descent' }, { kind: 'member', name: 'a' }]],
    ['$..[0]', [{ kind: 'descent' }, { kind: 'index', index: 0 }]],
    ['$..*', [{ kind: 'descent' }, { kind: 'wildcard' }]],
  ])('%s has its steps', (text, steps) => {
    expect(pathOf(text).steps).toEqual(steps);
  });

  test('keeps a backslash in a quoted name, except before the quote', () => {
    expect(pathOf(String.raw`$['Test\""Name"']`).steps).toEqual([{ kind: 'member', name: String.raw`Test\""Name"` }]);
    expect(pathOf(String.raw`$['it\'s']`).steps).toEqual([{ kind: 'member', name: "it's" }]);
    expect(pathOf(String.raw`$["say \"hi\""]`).steps).toEqual([{ kind: 'member', name: 'say "hi"' }]);
  });

  test.each([
    ['$.a[0]', true],
    ["$['a','b']", true],
    ["$['a','b'].c", false],
    ['$.a[*]', false],
    ['$.a[0,1]', false],
    ['$.a[0:1]', false],
    ['$..a', false],
    ['$.a[?(@.b)]', false],
  ])('%s is definite: %s', (text, isDefinite) => {
    expect(pathOf(text).isDefinite).toBe(isDefinite);
  });

  test('takes a function at the end only', () => {
    expect(pathOf('$.a.length()').function).toBe('length');
    expect(parseJsonPath('$.a.length().b').ok).toBe(false);
    expect(parseJsonPath('$.a.shout()').ok).toBe(false);
  });

  test.each(['', 'a', '$.', '$.a.', '$..', '$.a b', '$[', '$[]', "$['a", '$[a]', '$[:]', '$[0', '$[1:2:3]', "$['a',0]", '$.a)', '$.a.length(1)', '$[99999999999]'])('refuses %s', (text) => {
    expect(parseJsonPath(text).ok).toBe(false);
  });

  test('says where a path ends to be one', () => {
    expect(parseJsonPath('$.a[x]')).toEqual({ ok: false, error: { message: 'Expected a quoted name, an index, a slice, * or a filter', position: 4 } });
  });

  test('refuses what is over its limits', () => {
    expect(parseJsonPath(`$.${'a'.repeat(PATH_TEXT_UNITS_MAX)}`).ok).toBe(false);
    expect(parseJsonPath(`$${'.a'.repeat(PATH_STEPS_MAX)}`).ok).toBe(true);
    expect(parseJsonPath(`$${'.a'.repeat(PATH_STEPS_MAX + 1)}`).ok).toBe(false);
  });
});
