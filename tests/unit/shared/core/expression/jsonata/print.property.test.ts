import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { arbitraryExpression } from './arbitrary-expression.ts';

/** Without positions, without marks of `~>` that its sides say, and without parentheses that only keep things apart. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const repeated = 'kind' in value && value.kind === 'apply' ? ['position', 'keepArray'] : ['position'];
  const kept = Object.fromEntries(Object.entries(value).filter(([key]) => !repeated.includes(key)).map(([key, member]) => [key, essence(member)]));
  if (Array.isArray(kept['expressions'])) kept['expressions'] = withoutGuard(kept['expressions']);
  if (isBareBlock(kept)) return kept.expressions[0];
  return kept['kind'] === 'negate' ? negated(kept['expression']) ?? kept : kept;
}

function isBareBlock(node: object): node is { readonly expressions: readonly [unknown] } {
  return Object.keys(node).length === 2 && 'expressions' in node && Array.isArray(node.expressions) && node.expressions.length === 1;
}

/** Without the 0 that keeps a regular expression from the opening bracket. */
function withoutGuard(expressions: readonly unknown[]): readonly unknown[] {
  return expressions.length > 1 && isNumber(expressions[0]) && expressions[0].value === 0 ? withoutGuard(expressions.slice(1)) : expressions;
}

function isNumber(node: unknown): node is { readonly value: number } {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'number' && !('predicate' in node) && !('group' in node);
}

function negated(node: unknown): object | undefined {
  return isNumber(node) ? { ...node, value: 0 - node.value } : undefined;
}

function reparse(ast: ExpressionAst): ExpressionAst {
  const text = printExpression(ast);
  const parsed = parseExpression(text);
  if (!parsed.ok) expect.fail(`${text}\n${parsed.error.code} ${parsed.error.message} at ${parsed.error.position}`);
  return parsed.value;
}

describe('printing and parsing', () => {
  test('the printed text parses to the same tree', () => {
    const sameTree = fc.property(arbitraryExpression, (ast) => {
      expect(essence(reparse(ast)), printExpression(ast)).toEqual(essence(ast));
    });
    fc.assert(sameTree, { numRuns: 1000 });
  });

  test('printing what was parsed gives the same text again', () => {
    const sameText = fc.property(arbitraryExpression, (ast) => {
      expect(printExpression(reparse(ast))).toBe(printExpression(ast));
    });
    fc.assert(sameText, { numRuns: 300 });
  });
});
