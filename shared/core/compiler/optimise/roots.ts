import type { ExpressionAst, PathStep } from '../../expression/jsonata/ast.ts';
import { usesRootContext } from '../../expression/jsonata/rebase.ts';
import { mapOwnChildren, walkExpression } from '../../expression/jsonata/visit.ts';
import { isPlainStep } from '../bind/path-start.ts';
import type { BoundValue } from '../bind/value.ts';

/** What a state leaves for the one behind it: its output, and the variables that it assigns. */
export interface Left {
  readonly input: BoundValue;
  readonly variables: ReadonlyMap<string, BoundValue>;
  /** Everything in it has been evaluated before, and has a value. */
  readonly isKnown?: boolean;
}

/** What is left at which an expression starts. */
export interface Rooted {
  readonly value: BoundValue;
  /** The step that names it, with the filters that stand directly on it. */
  readonly head: PathStep;
  readonly rest: readonly PathStep[];
}

/** What an expression starts at. `own`: a member of `$states` that fusing does not change; `unfit`: one that nothing else can stand for. */
export type Root = Rooted | 'own' | 'unfit' | undefined;

/** What an expression starts at, when that is the state's input or one of the variables. */
export function rootOf(ast: ExpressionAst, left: Left): Root {
  if (ast.kind === 'variable') return ast.name === 'states' ? 'unfit' : variableRoot(ast.name, left, { head: { node: { kind: 'variable', name: ast.name }, stages: [] }, rest: [] });
  if (ast.kind !== 'path') return undefined;
  const [first, ...rest] = ast.steps;
  if (first?.node.kind !== 'variable') return undefined;
  if (first.node.name !== 'states') return variableRoot(first.node.name, left, { head: first, rest });
  return isPlainStep(first) ? stateRoot(rest, left) : 'unfit';
}

function variableRoot(name: string, left: Left, steps: Pick<Rooted, 'head' | 'rest'>): Rooted | undefined {
  const value = left.variables.get(name);
  return value === undefined ? undefined : { value, ...steps };
}

function stateRoot([head, ...rest]: readonly PathStep[], left: Left): Root {
  if (head?.node.kind !== 'name') return 'unfit';
  switch (head.node.value) {
    case 'input':
      return { value: left.input, head, rest };
    case 'result':
    case 'errorOutput':
    case 'context':
      return 'own';
    default:
      return 'unfit';
  }
}

/** True when the expression means the same whatever its context is: inside a filter, that is an item, and paths go through its elements. */
export function standsAnywhere(ast: ExpressionAst): boolean {
  return !usesRootContext(ast) && startsAtVariables(ast);
}

function startsAtVariables(ast: ExpressionAst): boolean {
  if (ast.kind === 'path') return ast.steps[0]?.node.kind === 'variable';
  if (ast.kind === 'sort' || ast.kind === 'transform') return false;
  let all = true;
  mapOwnChildren(ast, (child) => {
    all = all && startsAtVariables(child);
    return child;
  });
  return all;
}

/** True when the expression may read the input of its state. */
export function readsInput(ast: ExpressionAst): boolean {
  let reads = 0;
  walkExpression(ast, (node) => {
    if (node.kind === 'variable' && node.name === 'states') reads += 1;
    if (node.kind === 'path' && rootOf(node, NOTHING_LEFT) === 'own') reads -= 1;
  });
  return reads > 0;
}

const NOTHING_LEFT: Left = { input: { kind: 'literal', origin: '', value: null }, variables: new Map() };
