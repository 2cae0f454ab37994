import type { CallNode, ExpressionAst, LambdaNode, PathNode, PathStep } from './ast.ts';
import { isBuiltinFunction } from './built-in.ts';
import { childrenOf, walkExpression } from './visit.ts';

/**
 * Names, without `$`, of the variables that the expression may read from outside: those that are not surely bound where they are read,
 * and are no built-in functions. A name bound in one branch of a condition only is among them, because its other branch reads outside.
 * `$` and `$$` are not variables.
 */
export function freeVariables(ast: ExpressionAst): ReadonlySet<string> {
  const free = new Set<string>();
  collect(ast, { bound: new Set(), callable: new Set() }, free);
  return free;
}

/** Every name that the expression binds somewhere: `:=`, parameters, `@$name`, `#$name`. */
export function boundNames(ast: ExpressionAst): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpression(ast, (node) => {
    if (node.kind === 'bind') names.add(node.name);
    if (node.kind === 'lambda') for (const parameter of node.parameters) names.add(parameter);
    if (node.kind === 'path') for (const step of node.steps) for (const name of namesOfStep(step)) names.add(name);
  });
  return names;
}

/** Names that a step of a path binds for the steps behind it. */
export function namesOfStep(step: PathStep): readonly string[] {
  const indexes = step.stages.flatMap((stage) => (stage.kind === 'index' ? [stage.name] : []));
  return [step.focus, step.index, ...indexes].filter((name) => name !== undefined);
}

interface Scope {
  /** Surely bound; a bind adds to the set of the scope in which it stands. */
  readonly bound: Set<string>;
  /** Bound to a function by a later statement of an enclosing block: a function body may call it, which lets functions call each other. */
  readonly callable: ReadonlySet<string>;
}

/** Walks in the order of evaluation, so that `bound` grows as binds are passed. */
function collect(node: ExpressionAst, scope: Scope, free: Set<string>): void {
  switch (node.kind) {
    case 'variable':
      readName(node.name, scope, free);
      return collectAttachments(node, scope, free);
    case 'path':
      return collectPath(node, scope, free);
    case 'block':
      collectAll(node.expressions, blockScope(node.expressions, scope), free);
      return collectAttachments(node, scope, free);
    case 'bind':
      collectBind(node.name, node.value, scope, free);
      return collectAttachments(node, scope, free);
    case 'lambda':
      collectLambda(node, scope, free);
      return collectAttachments(node, scope, free);
    case 'call':
      collectCall(node, scope, free);
      return collectAttachments(node, scope, free);
    case 'condition':
      collect(node.condition, scope, free);
      collect(node.then, inner(scope), free);
      if (node.else) collect(node.else, inner(scope), free);
      return collectAttachments(node, scope, free);
    default:
      return collectInOrder(node, scope, free);
  }
}

/** The right side of `and` and `or`, filters, keys and values are not evaluated for sure: what they bind is not bound behind them. */
function collectInOrder(node: ExpressionAst, scope: Scope, free: Set<string>): void {
  if (node.kind === 'binary') {
    collect(node.lhs, scope, free);
    collect(node.rhs, node.operator === 'and' || node.operator === 'or' ? inner(scope) : scope, free);
    return collectAttachments(node, scope, free);
  }
  if (node.kind === 'array') {
    collectSideBySide(node.items, scope, free);
    return collectAttachments(node, scope, free);
  }
  const isSure = node.kind === 'negate' || node.kind === 'apply' || node.kind === 'partial';
  for (const child of ownChildren(node)) collect(child, isSure ? scope : inner(scope), free);
  collectAttachments(node, scope, free);
}

/** The items of an array: the package evaluates them interleaved, so that none surely sees what another binds. */
function collectSideBySide(nodes: readonly ExpressionAst[], scope: Scope, free: Set<string>): void {
  const scopes = nodes.map((node) => {
    const own = inner(scope);
    collect(node, own, free);
    return own;
  });
  for (const own of scopes) for (const name of own.bound) scope.bound.add(name);
}

function ownChildren(node: ExpressionAst): readonly ExpressionAst[] {
  const attached = (node.predicate?.length ?? 0) + 2 * (node.group?.pairs.length ?? 0);
  const children = childrenOf(node);
  return children.slice(0, children.length - attached);
}

function collectAttachments(node: ExpressionAst, scope: Scope, free: Set<string>): void {
  for (const stage of node.predicate ?? []) collect(stage.expression, inner(scope), free);
  for (const pair of node.group?.pairs ?? []) collectAll([pair.key, pair.value], inner(scope), free);
}

function collectAll(nodes: readonly ExpressionAst[], scope: Scope, free: Set<string>): void {
  for (const node of nodes) collect(node, scope, free);
}

function readName(name: string, scope: Scope, free: Set<string>): void {
  if (name !== '' && name !== '$' && !scope.bound.has(name) && !isBuiltinFunction(name)) free.add(name);
}

function inner(scope: Scope): Scope {
  return { bound: new Set(scope.bound), callable: scope.callable };
}

function blockScope(expressions: readonly ExpressionAst[], scope: Scope): Scope {
  const functions = expressions.flatMap((part) => (part.kind === 'bind' && part.value.kind === 'lambda' ? [part.name] : []));
  return { bound: new Set(scope.bound), callable: new Set([...scope.callable, ...functions]) };
}

function collectBind(name: string, value: ExpressionAst, scope: Scope, free: Set<string>): void {
  const isFunction = value.kind === 'lambda';
  collect(value, isFunction ? { bound: scope.bound, callable: new Set([...scope.callable, name]) } : scope, free);
  scope.bound.add(name);
}

function collectLambda(node: LambdaNode, scope: Scope, free: Set<string>): void {
  const hidden = new Set(scope.callable);
  for (const parameter of node.parameters) hidden.delete(parameter);
  collect(node.body, { bound: new Set([...scope.bound, ...node.parameters]), callable: hidden }, free);
}

function collectCall(node: CallNode, scope: Scope, free: Set<string>): void {
  const isKnown = node.callee.kind === 'variable' && scope.callable.has(node.callee.name);
  if (!isKnown) collect(node.callee, scope, free);
  collectAll(node.arguments, scope, free);
}

function collectPath(node: PathNode, scope: Scope, free: Set<string>): void {
  let current = scope;
  for (const [index, step] of node.steps.entries()) {
    current = index === 0 && namesOfStep(step).length === 0 ? current : inner(current);
    collect(step.node, current, free);
    if (step.focus !== undefined) current.bound.add(step.focus);
    if (step.index !== undefined) current.bound.add(step.index);
    for (const stage of step.stages) {
      if (stage.kind === 'index') current.bound.add(stage.name);
      else collect(stage.expression, inner(current), free);
    }
  }
  collectAttachments(node, current, free);
}
