import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { childrenOf } from '../../expression/jsonata/visit.ts';

/**
 * True when an expression binds a variable somewhere else than as a statement: inside a filter, a step, a branch, an argument. There a binding
 * may happen not at all, once for every item, or because of a decision, and what comes after sees it. The analysis reads bindings in the order
 * in which statements stand, so it does not follow such an expression at all.
 */
export function bindsBetweenStatements(root: ExpressionAst): boolean {
  const waiting: { readonly node: ExpressionAst; readonly isStatement: boolean }[] = [{ node: root, isStatement: true }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { node, isStatement } = at;
    if (node.kind === 'bind' && !isStatement) return true;
    const statements = statementsOf(node);
    waiting.push(...childrenOf(node).map((child) => ({ node: child, isStatement: statements.has(child) })));
  }
  return false;
}

/** Parts that are evaluated once and in order, in a frame of their own or right after what stands before. */
function statementsOf(node: ExpressionAst): ReadonlySet<ExpressionAst> {
  if (node.kind === 'block') return new Set(node.expressions);
  if (node.kind === 'lambda') return new Set([node.body]);
  return new Set(node.kind === 'bind' ? [node.value] : []);
}
