import { describe, expect, test } from 'vitest';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { walkExpression } from '#shared/core/expression/jsonata/visit.ts';
import { astOf } from './support.ts';

function withoutPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPositions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (key === 'position' ? [] : [[key, withoutPositions(member)]])));
}

function name(value: string): object {
  return { kind: 'name', value };
}

describe('the tree of an expression', () => {
  test.each<[string, object]>([
    ['"t"', { kind: 'string', value: 't' }],
    ['-2.5', { kind: 'number', value: -2.5 }],
    ['null', { kind: 'value', value: null }],
    ['/a+/i', { kind: 'regex', pattern: 'a+', flags: 'i' }],
    ['$', { kind: 'variable', name: '' }],
    ['$$', { kind: 'variable', name: '$' }],
    ['*', { kind: 'wildcard' }],
    ['**', { kind: 'descendant' }],
    ['-$x', { kind: 'negate', expression: { kind: 'variable', name: 'x' } }],
    ['()', { kind: 'block', expressions: [] }],
    ['$x := 1', { kind: 'bind', name: 'x', value: { kind: 'number', value: 1 } }],
    ['[1..2]', { kind: 'array', items: [{ kind: 'binary', operator: '..', lhs: { kind: 'number', value: 1 }, rhs: { kind: 'number', value: 2 } }] }],
    ['{"a": 1}', { kind: 'object', pairs: [{ key: { kind: 'string', value: 'a' }, value: { kind: 'number', value: 1 } }] }],
    ['$f(?, 1)', { kind: 'partial', callee: { kind: 'variable', name: 'f' }, arguments: [{ kind: 'placeholder' }, { kind: 'number', value: 1 }] }],
    ['$x[]', { kind: 'variable', name: 'x', keepArray: true }],
    ['$x[0]', { kind: 'variable', name: 'x', predicate: [{ kind: 'filter', expression: { kind: 'number', value: 0 } }] }],
    ['|$|{}|', { kind: 'transform', pattern: { kind: 'variable', name: '' }, update: { kind: 'object', pairs: [] } }],
    ['|$|{}, "a"|', { kind: 'transform', pattern: { kind: 'variable', name: '' }, update: { kind: 'object', pairs: [] }, delete: { kind: 'string', value: 'a' } }],
    ['$x ~> $f', { kind: 'apply', lhs: { kind: 'variable', name: 'x' }, rhs: { kind: 'variable', name: 'f' } }],
  ])('of %s', (text, expected) => {
    expect(withoutPositions(astOf(text))).toEqual(expected);
  });

  test('keeps filters, bindings and grouping of a path where they stand', () => {
    expect(withoutPositions(astOf('a@$f.b#$i[2]#$j^(>c){d: 1}'))).toEqual({
      kind: 'path',
      steps: [
        { node: name('a'), stages: [], focus: 'f' },
        { node: name('b'), stages: [{ kind: 'filter', expression: { kind: 'number', value: 2 } }, { kind: 'index', name: 'j' }], index: 'i' },
        { node: { kind: 'sort', terms: [{ descending: true, expression: { kind: 'path', steps: [{ node: name('c'), stages: [] }] } }] }, stages: [] },
      ],
      group: { pairs: [{ key: { kind: 'path', steps: [{ node: name('d'), stages: [] }] }, value: { kind: 'number', value: 1 } }] },
    });
  });

  test('shows a tail call as the call that it is', () => {
    const ast = astOf('function($n)<n:n>{ $n > 1 ? $f($n - 1) : ($g($n)) }');
    expect(ast).toMatchObject({ kind: 'lambda', parameters: ['n'], signature: '<n:n>', body: { kind: 'condition', then: { kind: 'call' }, else: { kind: 'block', expressions: [{ kind: 'call' }] } } });
  });

  test('shows ?? and ?: as conditions', () => {
    expect(astOf('a ?? 1')).toMatchObject({ kind: 'condition', condition: { kind: 'call', callee: { name: 'exists' } }, then: { kind: 'path' }, else: { kind: 'number' } });
    expect(astOf('a ?: 1')).toMatchObject({ kind: 'condition', condition: { kind: 'path' }, then: { kind: 'path' }, else: { kind: 'number' } });
    expect(astOf('a ? 1')).not.toHaveProperty('else');
  });

  test('takes an operator that names a field', () => {
    expect(astOf('and')).toMatchObject({ kind: 'path', steps: [{ node: { kind: 'name', value: 'and' } }] });
  });

  test('says once that an array is kept', () => {
    expect(astOf('a[].b')).not.toHaveProperty('keepArray');
    expect(astOf('$x^(a)[]')).toHaveProperty('keepArray', true);
  });

  test('has a position on every node that text was written for', () => {
    const missing: string[] = [];
    walkExpression(astOf('$sum(a.b[c > 1]) & "x" & $string({ "k": [1, -2] })'), (node) => {
      if (node.position === undefined) missing.push(node.kind);
    });
    expect(new Set(missing)).toEqual(new Set(['path']));
  });

  test('is not made of what is no expression', () => {
    expect(parseExpression('a b')).toMatchObject({ ok: false, error: { code: 'S0201' } });
    expect(parseExpression('?')).toMatchObject({ ok: false });
  });
});
