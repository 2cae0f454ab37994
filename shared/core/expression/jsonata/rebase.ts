import type { ExpressionAst } from './ast.ts';
import { hasContextParameter } from './context-argument.ts';
import { boundNames, freeVariables } from './free-variables.ts';
import { rewriteContext } from './rewrite-context.ts';
import { walkExpression } from './visit.ts';

/** What takes the place of the root context and of variables. */
export interface Rebase {
  readonly root: ExpressionAst;
  /** By name, without `$`. */
  readonly variables: ReadonlyMap<string, ExpressionAst>;
}

/**
 * Rewrites an expression that its author wrote with some input as the context (`amount`, `$`, `$$.amount`, `$length()`) and with
 * variables of ours (`$input`) into one that has no context: every reference to the root context becomes `root`, every free reference
 * to a variable of the map becomes its replacement. Replacements are not rewritten. Capture-avoiding: what the author binds shadows
 * the map, and where it would hide a variable that a replacement reads, the author's variable is renamed.
 *
 * Equal to the original for every root that is an object or absent. For a root that is an array, `*` and what is evaluated with the
 * whole array as its context behind a focus (`@`) or in a function of the author's that takes the context see its items one by one.
 */
export function rebaseExpression(ast: ExpressionAst, rebase: Rebase): ExpressionAst {
  const bound = boundNames(ast);
  const outside = freeVariables(ast);
  const read = namesReadBy(rebase);
  const taken = new Set([...bound, ...outside, ...read]);
  const renames = new Map([...bound].filter((name) => read.has(name)).map((name) => [name, freshName(name, taken)]));
  const rewritten = rewriteContext(ast, {
    root: () => rebase.root,
    variables: new Map([...rebase.variables].filter(([name]) => !bound.has(name))),
    renames,
    bound,
    hasContextFunctions: hasContextFunctions(ast),
  });
  // A name that is both bound inside and read from outside gets its outer meaning first, and the engine's own scoping does the rest.
  const outer = [...bound].filter((name) => outside.has(name) && (rebase.variables.has(name) || renames.has(name)));
  if (outer.length === 0) return rewritten;
  const binds = outer.map((name): ExpressionAst => ({ kind: 'bind', name: renames.get(name) ?? name, value: rebase.variables.get(name) ?? { kind: 'variable', name } }));
  return { kind: 'block', expressions: [...binds, rewritten] };
}

/** True when the value may depend on the root context: `$` and bare names outside of paths and filters, `$$` anywhere. */
export function usesRootContext(ast: ExpressionAst): boolean {
  let used = false;
  rewriteContext(ast, {
    root: () => {
      used = true;
      return { kind: 'variable', name: '' };
    },
    variables: new Map(),
    renames: new Map(),
    bound: boundNames(ast),
    hasContextFunctions: hasContextFunctions(ast),
  });
  return used;
}

function namesReadBy(rebase: Rebase): ReadonlySet<string> {
  return new Set([rebase.root, ...rebase.variables.values()].flatMap((replacement) => [...freeVariables(replacement)]));
}

function freshName(name: string, taken: ReadonlySet<string>): string {
  let counter = 1;
  while (taken.has(`${name}_${counter}`)) counter += 1;
  return `${name}_${counter}`;
}

/** Whether a function that the author defines lets the context stand in for a missing argument: then any call of his may. */
function hasContextFunctions(ast: ExpressionAst): boolean {
  let found = false;
  walkExpression(ast, (node) => {
    if (node.kind === 'lambda' && node.signature !== undefined && hasContextParameter(node.signature)) found = true;
  });
  return found;
}
