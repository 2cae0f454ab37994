import { describe, expect, test } from 'vitest';
import { evaluateIntrinsic } from '#shared/core/expression/intrinsic/evaluate.ts';
import { parseIntrinsic } from '#shared/core/expression/intrinsic/parse.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { call, refused } from './support.ts';

describe('evaluateIntrinsic', () => {
  test('evaluates calls within calls, and paths of all three roots', () => {
    expect(call("States.Format('{} {} {} {}', $.a, $$.Name, $v, States.ArrayGetItem($.list, States.MathAdd(States.ArrayLength($.list), -1)))", { a: 1, list: ['x', 'y'] })).toBe('1 context variable y');
  });

  test('takes a template of Format from a path', () => {
    expect(call('States.Format($.template, 1)', { template: 'n={}' })).toBe('n=1');
  });

  test('an escaped brace is a brace in a template and in any other text', () => {
    expect(call(String.raw`States.Format('\{{}\}', 1)`)).toBe('{1}');
    expect(call(String.raw`States.Array('\{\}')`)).toEqual(['{}']);
  });

  test('stops at the first argument that finds nothing', () => {
    expect(refused("States.Format('{} {}', $.missing, States.ArrayLength(1))")).toBe('$.missing');
    expect(refused('States.Array(States.Array($.items[5]))', { items: [] })).toBe('$.items[5]');
  });

  test('does not hide a fault of its own', () => {
    const parsed = parseIntrinsic('States.UUID()');
    assert(parsed.ok, 'the invocation parses');
    const broken = (): number => {
      assert(parsed.value.name !== 'States.UUID', 'no randomness');
      return 0;
    };
    expect(() => evaluateIntrinsic(parsed.value, { roots: { input: 1, context: 1, variables: {} }, random: broken })).toThrow('no randomness');
  });
});
