import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { arbitraryExpression } from './arbitrary-expression.ts';

/** Without positions, without marks of `~>` that its sides say, and without parentheses that only keep operators apart. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const repeated = 'kind' in value && value.kind === 'apply' ? ['position', 'keepArray'] : ['position'];
  const entries = Object.entries(value).filter(([key]) => !repeated.includes(key));
  const [only] = 'expressions' in value && Array.isArray(value.expressions) && value.expressions.length === 1 ? value.expressions : [];
  if (only !== undefined && entries.length === 2) return essence(only);
  if ('kind' in value && value.kind === 'negate' && 'expression' in value) {
    const inner = essence(value.expression);
    if (typeof inner === 'object' && inner !== null && 'kind' in inner && inner.kind === 'number' && 'value' in inner) return { ...inner, value: -Number(inner.value) + 0 };
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, essence(member)]));
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
