import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { freeVariables } from '../../expression/jsonata/free-variables.ts';
import { rebaseExpression, usesRootContext, type Rebase } from '../../expression/jsonata/rebase.ts';
import { childrenOf } from '../../expression/jsonata/visit.ts';
import { INLINED_EXPRESSION_NODES_MAX, NAMED_EXPRESSION_NODES_MIN } from '../limits.ts';
import { NAMED_PREFIX } from './bindings.ts';

/**
 * The author's expression with what its names mean written into it: in their places while that is short, which is easiest to read and to
 * simplify; else named once in front of it, because what is read in several places would grow with every stage that reads it again.
 */
export function writeIn(author: ExpressionAst, values: Rebase): ExpressionAst {
  const inlined = rebaseExpression(author, values);
  return hasMoreNodes(inlined, INLINED_EXPRESSION_NODES_MAX) ? withNames(author, values) : inlined;
}

function withNames(author: ExpressionAst, { root, variables }: Rebase): ExpressionAst {
  const binds: ExpressionAst[] = [];
  const named = (name: string, value: ExpressionAst): ExpressionAst => {
    if (!hasMoreNodes(value, NAMED_EXPRESSION_NODES_MIN)) return value;
    binds.push({ kind: 'bind', name: `${NAMED_PREFIX}${name}`, value });
    return { kind: 'variable', name: `${NAMED_PREFIX}${name}` };
  };
  const read = freeVariables(author);
  const body = rebaseExpression(author, {
    root: usesRootContext(author) ? named('root', root) : root,
    variables: new Map([...variables].map(([name, value]) => [name, read.has(name) ? named(`of_${name}`, value) : value])),
  });
  return binds.length === 0 ? body : { kind: 'block', expressions: [...binds, body] };
}

/** Counts no further than the limit: what is written in shares its nodes, so the whole may be far larger than its memory. */
export function hasMoreNodes(ast: ExpressionAst, max: number): boolean {
  const open = [ast];
  let count = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count += 1;
    if (count > max) return true;
    open.push(...childrenOf(node));
  }
  return false;
}
