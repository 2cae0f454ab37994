import { describe, expect, test } from 'vitest';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { astOf, refusalOf, valueOf } from './support.ts';

describe('printExpression()', () => {
  test.each([
    "$states.input.a[0].`two words`", "a.b{c: $sum(d)}", '$a + $b * $c - ($d - $e)', '($a; $b := 1; $b)', 'a@$l.b#$i[c = $l.d].{$i: e}', 'a^(>b, c)[0]', "$f(?, 'x')",
    "function($a, $b)<nn:n>{ $a + $b }", '|a.b|{}, [\'c\']|', 'a ~> $f ~> $g(1)', '[1..3, [4]]', '-$x', '-(5)', '{-$x: 1}', '$x[]', 'a[].b', '(a.b)[]', '$x^(a)[]', 'a.%.b', '**.c', '*', '-$x{a: b}',
    '$a ? $b : $c ? $d : $e', '$a ? ($b ? $c) : $d', '$a ? $b', '{($a ? $b): 1}', '[1][0]', '()', '{}', '[]', '/a\\/b/i', '$x - -1', "'it' & \"it's\"", '$$.a', '(a[] ~> $f) + 1', 'a ~> $f[]', '($a := 1)[0]',
    '$a = ($b := 1)', '$f()()', 'a.(b.c)', '(a.b).c', '(a^(b)) / 2', '($x[]) / 2', '(function(){ 1 }) / 2', '(|a|b|) / 2', '$a.*.b', '$a and ($b or $c)', '($a and $b)[0]', 'a.(-b).c', 'a.(1)', '$x[0]{a: b}', '$x#$i[0]#$j',
  ])('writes %s as it was', (text) => {
    expect(printExpression(astOf(text))).toBe(text);
  });

  test.each([
    ['"a"', "'a'"],
    ["'\"'", "'\"'"],
    ['a  .  b', 'a.b'],
    ['a ?? 1', '$exists(a) ? a : 1'],
    ['a ?: 1', 'a ? a : 1'],
    ['x and a ?? 1', 'x and ($exists(a) ? a : 1)'],
    ['/* comment */ 1', '1'],
    ['"a".b', 'a.b'],
    ['λ($x){$x}', 'function($x){ $x }'],
    ['and', '`and`'],
    ['1.50', '1.5'],
    ['1e2', '100'],
  ])('writes %s as %s', (text, expected) => {
    expect(printExpression(astOf(text))).toBe(expected);
  });

  const a: ExpressionAst = { kind: 'path', steps: [{ node: { kind: 'name', value: 'a' }, stages: [] }] };
  const ab: ExpressionAst = { kind: 'path', steps: [...a.steps, ...a.steps] };
  test.each<[string, ExpressionAst]>([
    ['(a.a)[0]', { ...ab, predicate: [{ kind: 'filter', expression: { kind: 'number', value: 0 } }] }],
    ['(a.a).a', { kind: 'path', steps: [{ node: ab, stages: [] }, ...a.steps] }],
    ['a.(a.a)', { kind: 'path', steps: [...a.steps, { node: ab, stages: [] }] }],
    ['a.a[]', { ...ab, keepArray: true }],
    ['a ~> a[]', { kind: 'apply', lhs: a, rhs: { kind: 'path', steps: [{ node: { kind: 'name', value: 'a', keepArray: true }, stages: [] }] }, keepArray: true }],
    ['$x ~> $f[]', { kind: 'apply', lhs: { kind: 'variable', name: 'x' }, rhs: { kind: 'variable', name: 'f' }, keepArray: true }],
    ['$x ~> (a)[]', { kind: 'apply', lhs: { kind: 'variable', name: 'x' }, rhs: a, keepArray: true }],
    ['(-1).a', { kind: 'path', steps: [{ node: { kind: 'number', value: -1 }, stages: [] }, ...a.steps] }],
    ['$^(a)', { kind: 'sort', terms: [{ descending: false, expression: a }] }],
    ['[1..2] + 1', { kind: 'binary', operator: '+', lhs: { kind: 'binary', operator: '..', lhs: { kind: 'number', value: 1 }, rhs: { kind: 'number', value: 2 } }, rhs: { kind: 'number', value: 1 } }],
    ["$.'x`'".replace("'x`'", "'x`'"), { kind: 'path', steps: [{ node: { kind: 'name', value: 'x`' }, stages: [] }] }],
    ['[(0; /x/), /x/]', { kind: 'array', items: [{ kind: 'regex', pattern: 'x', flags: '' }, { kind: 'regex', pattern: 'x', flags: '' }] }],
    ['(0; /x/; 1)', { kind: 'block', expressions: [{ kind: 'regex', pattern: 'x', flags: '' }, { kind: 'number', value: 1 }] }],
    ['{(0; /x/): 1}', { kind: 'object', pairs: [{ key: { kind: 'regex', pattern: 'x', flags: '' }, value: { kind: 'number', value: 1 } }] }],
    ['-(0; /x/)', { kind: 'negate', expression: { kind: 'regex', pattern: 'x', flags: '' } }],
    ['()', { kind: 'path', steps: [] }],
    ['a', { kind: 'name', value: 'a' }],
    ['?', { kind: 'placeholder' }],
  ])('writes trees that no text was parsed for: %s', (expected, ast) => {
    expect(printExpression(ast)).toBe(expected);
    if (ast.kind !== 'placeholder') expect(refusalOf(expected)).toBe('accepted');
  });

  test('keeps an array kept behind a dot', () => {
    const kept: ExpressionAst = { kind: 'path', steps: [{ node: { kind: 'variable', name: 'x' }, stages: [] }, { node: { kind: 'name', value: 'a' }, stages: [], index: 'i' }], keepArray: true };
    expect(valueOf(printExpression(kept), { variables: { x: { a: 1 } } })).toEqual([1]);
  });
});
