import { expect, test } from 'vitest';
import { asStep, canBeLengthened, isBareNode, isPlainStep, pathStart } from '#shared/core/compiler/bind/path-start.ts';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';

test.each([
  ['$x.a', '$x.a.b'],
  ['$x', '$x.b'],
  ["'a'", "('a').b"],
  ['1', '(1).b'],
  ['null', '(null).b'],
  ['$x@$v.a', '($x@$v.a).b'],
  ['$x.a[].c', '($x.a[].c).b'],
  ['[$x]', '([$x]).b'],
  ['[$x].a', '([$x].a).b'],
])('%s lengthened is %s', (head, expected) => {
  expect(printExpression({ kind: 'path', steps: [...pathStart(parsed(head)), { node: { kind: 'name', value: 'b' }, stages: [] }] })).toBe(expected);
});

test('only paths and variables without anything on them can be lengthened', () => {
  expect(['$x', '$x.a[0]', '$x[0]', '$f()', '$x.a{b: c}'].map((text) => canBeLengthened(parsed(text)))).toEqual([true, true, false, false, false]);
});

test('a step is plain when nothing stands on it; a constant is put into parentheses to be one', () => {
  expect([isPlainStep({ node: parsed('$x'), stages: [] }), isPlainStep({ node: parsed('$x'), stages: [], index: 'i' }), isPlainStep({ node: parsed('$x[0]'), stages: [] })]).toEqual([true, false, false]);
  expect([isBareNode(parsed('$x')), isBareNode(parsed('$x[]'))]).toEqual([true, false]);
  expect([asStep(parsed('"a"')).kind, asStep(parsed('$x')).kind]).toEqual(['block', 'variable']);
});
