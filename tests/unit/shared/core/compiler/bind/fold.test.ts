import { describe, expect, test } from 'vitest';
import { foldExpression } from '#shared/core/compiler/bind/fold.ts';
import { ast } from './expressions.ts';

describe('foldExpression()', () => {
  test('gives the value of what is the same in every execution', () => {
    expect(foldExpression(ast('$join(["a", "b"], "-")'))).toEqual({ kind: 'value', value: 'a-b' });
    expect(foldExpression(ast('$task.name & "!"'), { task: { name: 'x' } })).toEqual({ kind: 'value', value: 'x!' });
  });

  test.each(['$states.input', 'a.b', '$', '$now()', '$uuid()', '$other + 1'])('leaves %s to the running workflow', (text) => {
    expect(foldExpression(ast(text))).toEqual({ kind: 'open' });
  });

  test.each(['1 + "a"', '$task.missing'])('tells that %s has no value', (text) => {
    expect(foldExpression(ast(text), { task: {} })).toEqual({ kind: 'failed' });
  });
});
