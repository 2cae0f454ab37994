import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { isBuiltinFunction } from '../../expression/jsonata/built-in.ts';
import { boundNames } from '../../expression/jsonata/free-variables.ts';
import { mapChildren, walkExpression } from '../../expression/jsonata/visit.ts';
import { COMPILER_VARIABLE_PREFIX } from './bindings.ts';

/** Under which name a variable is bound that is called like a built-in function: `$error` is both. */
export function valueName(name: string): string {
  return isBuiltinFunction(name) ? `${COMPILER_VARIABLE_PREFIX}value_of_${name}` : name;
}

/**
 * Tells reads of a bound variable from calls of the built-in function of the same name: `$error.status` reads, `$error("…")` calls.
 * Names that the author binds himself mean his own.
 */
export function separateFunctionNames(ast: ExpressionAst, bound: Iterable<string>): ExpressionAst {
  const own = boundNames(ast);
  const names = new Set([...bound].filter((name) => isBuiltinFunction(name) && !own.has(name)));
  return names.size === 0 ? ast : rename(ast, names);
}

function rename(node: ExpressionAst, names: ReadonlySet<string>): ExpressionAst {
  if (node.kind === 'variable' && names.has(node.name)) return { ...mapChildren(node, (child) => rename(child, names)), kind: 'variable', name: valueName(node.name) };
  if (node.kind !== 'call' && node.kind !== 'partial') return mapChildren(node, (child) => rename(child, names));
  const { callee } = node;
  return mapChildren(node, (child) => (child === callee && callee.kind === 'variable' ? callee : rename(child, names)));
}

/** Built-in functions whose members are read, as if a variable of that name were bound: `$error.status` outside of a catch. */
export function functionsReadAsData(ast: ExpressionAst): readonly string[] {
  const own = boundNames(ast);
  const found = new Set<string>();
  walkExpression(ast, (node) => {
    const first = node.kind === 'path' && node.steps.length > 1 ? node.steps[0]?.node : undefined;
    if (first?.kind === 'variable' && isBuiltinFunction(first.name) && !own.has(first.name)) found.add(first.name);
  });
  return [...found];
}
