import { describe, expect, test } from 'vitest';
import { FILTER_DEPTH_MAX } from '#shared/core/expression/jsonpath/limits.ts';
import { parseJsonPath } from '#shared/core/expression/jsonpath/parse.ts';
import { pathOf } from './support.ts';

function filterOf(text: string): unknown {
  const [step] = pathOf(`$[?(${text})]`).steps;
  return step?.kind === 'filter' ? step.filter : undefined;
}

const a = { kind: 'path', path: expect.objectContaining({ text: '@.a' }) };

describe('parseFilter', () => {
  test.each([
    ['@.a', { kind: 'exists', path: a.path }],
    ['!@.a', { kind: 'not', operand: { kind: 'exists', path: a.path } }],
    ['@.a==1', { kind: 'compare', operator: '==', left: a, right: { kind: 'literal', value: 1 } }],
    ["@.a != 'x'", { kind: 'compare', operator: '!=', left: a, right: { kind: 'literal', value: 'x' } }],
    ['@.a <= -1.5e2', { kind: 'compare', operator: '<=', left: a, right: { kind: 'literal', value: -150 } }],
    ['@.a in ["b", \'c\', 1, true, null, []]', { kind: 'compare', operator: 'in', left: a, right: { kind: 'literal', value: ['b', 'c', 1, true, null, []] } }],
    ['1 < @.a', { kind: 'compare', operator: '<', left: { kind: 'literal', value: 1 }, right: a }],
    [String.raw`@.a == 'it\'s \u0041\n'`, { kind: 'compare', operator: '==', left: a, right: { kind: 'literal', value: "it's A\n" } }],
  ])('%s', (text, filter) => {
    expect(filterOf(text)).toEqual(filter);
  });

  test('binds && closer than ||, and parentheses closest', () => {
    const b = expect.objectContaining({ kind: 'exists' });
    expect(filterOf('@.a || @.b && @.c')).toEqual({ kind: 'or', operands: [b, { kind: 'and', operands: [b, b] }] });
    expect(filterOf('(@.a || @.b) && @.c')).toEqual({ kind: 'and', operands: [{ kind: 'or', operands: [b, b] }, b] });
  });

  test('takes a regular expression on the right of =~', () => {
    expect(filterOf('@.a =~ /^x.*/i')).toMatchObject({ kind: 'compare', operator: '=~', right: { kind: 'regex' } });
  });

  test.each([
    '1', '@.a ==', '@.a = 1', '@.a === 1', '@.a like 1', '@.a == word', '@.a == x', "@.a == 'x", '@.a == [1', '@.a == "b', '@.a =~ "x"', '@.a == /x/', '/x/ == @.a', '@.a =~ /x', '@.a =~ /(?=x)/', '@.a =~ /x/u', '(@.a', '@.a &&', '',
  ])('refuses %s', (text) => {
    expect(parseJsonPath(`$[?(${text})]`).ok).toBe(false);
  });

  test('refuses a filter without parentheses, and one that is nested too deeply', () => {
    expect(parseJsonPath('$[?@.a]').ok).toBe(false);
    const nested = (depth: number): string => `$[?(${'!'.repeat(depth)}@.a)]`;
    expect(parseJsonPath(nested(FILTER_DEPTH_MAX - 1)).ok).toBe(true);
    expect(parseJsonPath(nested(FILTER_DEPTH_MAX)).ok).toBe(false);
  });
});
