import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { BUILT_IN_FUNCTIONS } from '../../expression/jsonata/built-in.ts';
import { evaluateExpression } from '../../expression/jsonata/evaluate.ts';
import { freeVariables } from '../../expression/jsonata/free-variables.ts';
import { compileExpression } from '../../expression/jsonata/parse.ts';
import { printExpression } from '../../expression/jsonata/print.ts';
import { usesRootContext } from '../../expression/jsonata/rebase.ts';
import { walkExpression } from '../../expression/jsonata/visit.ts';
import type { JsonValue } from '../../kernel/json.ts';

/** What evaluating while compiling came to. `open`: the expression needs a running workflow. */
export type Folded = { readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'open' } | { readonly kind: 'failed' };

/** Evaluates an expression that reads nothing but these constants; its value is the same in every execution. */
export function foldExpression(ast: ExpressionAst, constants: { readonly [name: string]: JsonValue } = {}): Folded {
  const isOpen = usesRootContext(ast) || isChanging(ast) || [...freeVariables(ast)].some((name) => !Object.hasOwn(constants, name));
  const compiled = isOpen ? undefined : compileExpression(printExpression(ast));
  if (compiled?.ok !== true) return { kind: 'open' };
  const result = evaluateExpression(compiled.value, { variables: constants, now: 0, random: () => 0 });
  return result.ok && result.value !== undefined ? { kind: 'value', value: result.value } : { kind: 'failed' };
}

function isChanging(ast: ExpressionAst): boolean {
  let found = false;
  walkExpression(ast, (node) => {
    if (node.kind === 'variable' && BUILT_IN_FUNCTIONS.get(node.name)?.deterministic === false) found = true;
  });
  return found;
}
