import type { ExpressionAst, LambdaNode } from '../ast.ts';
import { childrenOf } from '../visit.ts';
import type { CompiledNode } from './evaluation.ts';

/** A function of the expression's own, callable by its name. Its slot holds the context in which it was defined. */
export interface LocalFunction {
  readonly lambda: LambdaNode;
  /** Where it was defined, and so where its body looks for variables. */
  readonly scope: Scope;
  /** `compiling` while its body is compiled: a call of it then is recursive. */
  body?: LambdaBody | 'compiling';
}

/** The body of a function with the slots of its parameters and of what else it binds. */
export interface LambdaBody {
  readonly parameters: readonly number[];
  readonly frame: readonly number[];
  readonly body: CompiledNode;
}

/** What is shared by the compilation of one expression. */
export interface Compilation {
  slots: number;
  /** Built-in functions by which the closures go: a variable of the same name would hide them. */
  readonly builtIns: Set<string>;
  /** It draws random numbers: what it has drawn must be there again for the library, should it take over. */
  usesRandomness: boolean;
}

/**
 * Names that a block, a function or the expression itself can bind. Every name has one slot for the whole evaluation: closures are
 * made only of functions that are not active twice at once.
 */
export interface Scope {
  readonly compilation: Compilation;
  readonly outer: Scope | undefined;
  readonly slots: ReadonlyMap<string, number>;
  /** Names that are surely bound where they can be read. */
  readonly parameters: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  /**
   * A call here is the last thing that a function does. The engine makes such a call after the function is over: what the call gives is
   * not collapsed, and its context is that of the function's caller.
   */
  readonly isTail: boolean;
}

/** What a scope is opened for: statements, and the parameters of a function that they are the body of. */
export interface ScopeRequest {
  readonly outer: Scope;
  readonly statements: readonly ExpressionAst[];
  readonly parameters?: readonly string[];
  readonly isTail: boolean;
}

/** The scope of an expression as a whole. */
export function outermostScope(ast: ExpressionAst, compilation: Compilation): Scope {
  const slots = new Map<string, number>();
  for (const { name } of bindsOf(ast)) if (!slots.has(name)) slots.set(name, compilation.slots++);
  return { compilation, outer: undefined, slots, parameters: new Set(), functions: new Map(), isTail: false };
}

/** Opens the scope of a block or a function. Statements that bind a function to a name which nothing else binds define that function. */
export function openScope({ outer, statements, parameters = [], isTail }: ScopeRequest): Scope {
  const { compilation } = outer;
  const names = [...parameters, ...statements.flatMap(bindsOf).map(({ name }) => name)];
  const slots = new Map<string, number>();
  for (const name of names) if (!slots.has(name)) slots.set(name, compilation.slots++);
  const functions = new Map<string, LocalFunction>();
  const scope: Scope = { compilation, outer, slots, parameters: new Set(parameters), functions, isTail };
  for (const statement of statements) {
    const isOnly = statement.kind === 'bind' && names.indexOf(statement.name) === names.lastIndexOf(statement.name);
    if (isOnly && statement.value.kind === 'lambda') functions.set(statement.name, { lambda: statement.value, scope });
  }
  return scope;
}

/** The binds whose nearest block or function is the one that holds this node. */
function bindsOf(node: ExpressionAst): readonly { readonly name: string }[] {
  if (node.kind === 'block' || node.kind === 'lambda') return attachedBinds(node);
  const inner = childrenOf(node).flatMap(bindsOf);
  return node.kind === 'bind' ? [{ name: node.name }, ...inner] : inner;
}

/** Filters and groups stand outside of the block that they hang on. */
function attachedBinds(node: ExpressionAst): readonly { readonly name: string }[] {
  const filters = (node.predicate ?? []).map((stage) => stage.expression);
  const grouped = (node.group?.pairs ?? []).flatMap(({ key, value }) => [key, value]);
  return [...filters, ...grouped].flatMap(bindsOf);
}

/** Where a name may be bound, from the inside out; `isSure` when one of them always is. */
export function slotsOf(scope: Scope, name: string): { readonly slots: readonly number[]; readonly isSure: boolean } {
  const slots: number[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const slot = at.slots.get(name);
    if (slot === undefined) continue;
    slots.push(slot);
    if (at.parameters.has(name)) return { slots, isSure: true };
  }
  return { slots, isSure: false };
}

/** The function that a name stands for, where nothing nearer can bind that name. */
export function functionOf(scope: Scope, name: string): { readonly found: LocalFunction; readonly slot: number } | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const slot = at.slots.get(name);
    if (slot === undefined) continue;
    const found = at.functions.get(name);
    return found === undefined ? undefined : { found, slot };
  }
  return undefined;
}
