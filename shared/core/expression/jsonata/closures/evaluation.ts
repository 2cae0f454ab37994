import type { ExpressionAst } from '../ast.ts';
import { ExpressionFault } from '../expression-fault.ts';
import type { EngineFocus, Meter } from '../vendor/jsonata.mjs';

/** The state of one evaluation by closures: its limits, and what its variables hold. */
export interface Evaluation extends Meter {
  /** By name, without `$`; never written to. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What `$$` is. */
  readonly root: unknown;
  /** What the expression itself binds, by slot; {@link UNBOUND} until then. */
  readonly locals: unknown[];
  /** `this` of built-in functions; made when the first is called. */
  focus: EngineFocus | undefined;
}

/** Evaluates one node with a context. Throws when only the library knows the answer: see {@link leave}. */
export type Closure = (evaluation: Evaluation, context: unknown) => unknown;

/** A node of an expression, made into a closure. */
export interface CompiledNode {
  readonly evaluate: Closure;
  /**
   * Steps that the library charges for it, at most, without what is evaluated once per item: closures charge that when they know how
   * many items there are. So an evaluation that the library would end for its steps never comes to an end here.
   */
  readonly cost: number;
  /** Nodes within each other, this one included, at most. */
  readonly depth: number;
}

/** What a local variable holds before it is bound. */
export const UNBOUND: unique symbol = Symbol('unbound');

/** Thrown to leave the closures; its code never reaches anybody. */
const LEFT = new ExpressionFault('U1999');

/**
 * Leaves the closures, at compile time or within an evaluation: the library takes the whole expression, from its beginning. Everything
 * that ends in an error goes this way, so that codes, messages and positions are the library's own; nothing is lost by it, because
 * an evaluation changes nothing.
 */
export function leave(): never {
  throw LEFT;
}

/** Takes steps from the evaluation; leaves when the library might have used up its own. */
export function charge(evaluation: Evaluation, steps: number): void {
  evaluation.steps += steps;
  if (evaluation.steps > evaluation.stepsMax) leave();
}

/** The part of a compilation that every kind of node needs: its children, made into closures. */
export interface NodeCompiler<Scope> {
  compile(node: ExpressionAst, scope: Scope): CompiledNode;
  /** For what stands where its parent does: in tail position, when the parent does. */
  compileTail(node: ExpressionAst, scope: Scope): CompiledNode;
}

/** The deepest of some nodes. */
export function deepest(nodes: readonly CompiledNode[]): number {
  return nodes.reduce((depth, node) => Math.max(depth, node.depth), 0);
}

/** The sum of what some nodes cost. */
export function totalCost(nodes: readonly CompiledNode[]): number {
  return nodes.reduce((cost, node) => cost + node.cost, 0);
}
