import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { rebaseExpression, usesRootContext } from '#shared/core/expression/jsonata/rebase.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { arbitraryExpression, arbitraryRoot } from './arbitrary-expression.ts';

const statesInput: ExpressionAst = {
  kind: 'path',
  steps: [
    { node: { kind: 'variable', name: 'states' }, stages: [] },
    { node: { kind: 'name', value: 'input' }, stages: [] },
  ],
};
const replacements: ReadonlyMap<string, ExpressionAst> = new Map<string, ExpressionAst>([
  ['x', { kind: 'variable', name: 'x_outer' }],
  ['states', { kind: 'string', value: 's' }],
]);

function evaluate(text: string, scope: { readonly input?: JsonValue; readonly variables: Readonly<Record<string, JsonValue>> }): unknown {
  const compiled = compileExpression(text);
  if (!compiled.ok) expect.fail(`${text}: ${compiled.error.message}`);
  const outcome = evaluateExpression(compiled.value, { ...scope, now: 0, random: () => 0.5, limits: { steps: 20_000 } });
  // Which of several mistakes is named can differ: JSONata tells a wrong context from a wrong argument, and looks at a bare name first.
  return outcome.ok ? { value: outcome.value } : 'failed';
}

/** Trees as texts have them: a bind that stands in parentheses is bound only there. */
const writtenExpression = arbitraryExpression.map((ast) => {
  const parsed = parseExpression(printExpression(ast));
  return parsed.ok ? parsed.value : expect.fail(parsed.error.message);
});

describe('rebasing', () => {
  test('changes nothing of the value, whatever is the root and whatever the author binds', () => {
    const law = fc.property(writtenExpression, arbitraryRoot, (ast, root) => {
      // JSONata loses the context of a call at the end of a function that `~>` applies: there `$not()` is of nothing, `$not($)` is not.
      fc.pre(!/~> function\(/u.test(printExpression(ast)));
      const input = JSON.parse(JSON.stringify(root)) as JsonValue;
      const before = evaluate(printExpression(ast), { input, variables: { x: ['X'], y: 2, input: { a: 1 }, states: 's' } });
      const rebased = rebaseExpression(ast, { root: statesInput, variables: replacements });
      const after = evaluate(printExpression(rebased), { variables: { states: { input }, x_outer: ['X'], y: 2, input: { a: 1 } } });
      expect(after, `${printExpression(ast)}\n${printExpression(rebased)}`).toEqual(before);
    });
    fc.assert(law, { numRuns: 600 });
  });

  test('leaves no reference to the root context', () => {
    const law = fc.property(writtenExpression, (ast) => {
      expect(usesRootContext(rebaseExpression(ast, { root: statesInput, variables: new Map() }))).toBe(false);
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('an expression that does not use the root context has the same value with every root', () => {
    const law = fc.property(writtenExpression, arbitraryRoot, (ast, root) => {
      fc.pre(!usesRootContext(ast));
      const input = JSON.parse(JSON.stringify(root)) as JsonValue;
      const variables = { x: 1, y: [2, 3], input: {}, states: null };
      expect(evaluate(printExpression(ast), { input, variables })).toEqual(evaluate(printExpression(ast), { variables }));
    });
    fc.assert(law, { numRuns: 300 });
  });
});
