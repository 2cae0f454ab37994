import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { walkExpression } from '../../expression/jsonata/visit.ts';
import type { Label } from '../label.ts';
import { heldBy, lookUpVariable, type Scope } from './scope.ts';

/** All that a node could read if it is evaluated now and not followed: its context, and every variable that it names, bound or free. */
export function reachedBy(node: ExpressionAst, scope: Scope): readonly Label[] {
  const values = [...variablesNamedIn(node)].map((name) => lookUpVariable(scope, name)).filter((value) => value !== undefined);
  return [scope.context, ...values.flatMap((value) => heldBy(value))];
}

function variablesNamedIn(root: ExpressionAst): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpression(root, (node) => {
    if (node.kind === 'variable') names.add(node.name);
  });
  return names;
}
