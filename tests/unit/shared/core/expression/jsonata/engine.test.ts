import { describe, expect, test } from 'vitest';
import { engine } from '#shared/core/expression/jsonata/engine.ts';
import { errorOf, valueOf } from './support.ts';

describe('the synchronous engine', () => {
  test('has no $eval, and takes it from nowhere', () => {
    expect(engine.staticFrame.lookup('eval')).toBeUndefined();
  });

  test('runs regular expressions by the linear-time engine', () => {
    expect(valueOf('$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")')).toBe('Smith, John');
    expect(valueOf('$match("ab12cd3", /[a-z]+([0-9]+)/).groups')).toEqual(['12', '3']);
    expect(valueOf('$split("a1b22c", /[0-9]+/)')).toEqual(['a', 'b', 'c']);
    expect(errorOf('$replace("abc", /x*/, "-")')).toMatchObject({ code: 'D1004' });
    expect(valueOf('$toMillis("February 3, 2018", "[MNn] [D1], [Y]")')).toBe(Date.UTC(2018, 1, 3));
  });

  test('sorts as the original does: stable, and by any comparison', () => {
    const x = [{ k: 2, i: 0 }, { k: 1, i: 1 }, { k: 2, i: 2 }, { k: 1, i: 3 }];
    expect(valueOf('$x^(k).i', { variables: { x } })).toEqual([1, 3, 0, 2]);
    expect(valueOf('$x^(>k).i', { variables: { x } })).toEqual([0, 2, 1, 3]);
    expect(valueOf('$sort([3, 1, 2], function($a, $b){ $a < $b })')).toEqual([3, 2, 1]);
  });

  test('groups without copying what it has', () => {
    const x = [{ k: 'a', v: 1 }, { k: 'b', v: 2 }, { k: 'a', v: [3, 4] }, { k: 'a' }];
    expect(valueOf('$x{k: $count($)}', { variables: { x } })).toEqual({ a: 3, b: 1 });
    expect(valueOf('$x{k: v}', { variables: { x } })).toEqual({ a: [1, 3, 4], b: 2 });
    expect(valueOf('[[1, 2], [3]].{"k": $}{"all": k}')).toEqual({ all: [1, 2, 3] });
    expect(valueOf('$x.v@$v.$x{"all": $v}', { variables: { x } })).toBeDefined();
    expect(errorOf('$x{k: v, "a": 1}', { variables: { x } })).toMatchObject({ code: 'D1009' });
  });
});
