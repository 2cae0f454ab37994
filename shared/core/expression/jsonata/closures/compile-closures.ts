import { InvariantError } from '../../../kernel/assert.ts';
import type { ExpressionAst } from '../ast.ts';
import { engine } from '../engine.ts';
import type { Meter } from '../vendor/jsonata.mjs';
import { nodeCompiler } from './compile-node.ts';
import { UNBOUND, type CompiledNode, type Evaluation } from './evaluation.ts';
import { outermostScope, type Compilation } from './scope.ts';

/** An expression as closures. */
export interface ClosureProgram {
  readonly node: CompiledNode;
  /** Names, without `$`, of the built-in functions that it calls. */
  readonly builtIns: readonly string[];
  readonly slots: number;
  /** True when it draws random numbers. */
  readonly usesRandomness: boolean;
}

/** What an evaluation by closures gave: its value, or nothing, because only the library knows the answer. */
export type ClosureOutcome = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'left' };

const LEFT: ClosureOutcome = { kind: 'left' };

/**
 * Makes closures of an expression: what is evaluated most (fields, literals, operators, constructors, filters, conditions, blocks, calls
 * of built-in functions, functions that are called by their names or by `$map` and its like) without walking a tree. Undefined when some
 * node is not covered: then the library evaluates the expression.
 */
export function compileClosures(ast: ExpressionAst): ClosureProgram | undefined {
  const compilation: Compilation = { slots: 0, builtIns: new Set(), usesRandomness: false };
  try {
    const node = nodeCompiler.compile(ast, outermostScope(ast, compilation));
    return { node, builtIns: [...compilation.builtIns], slots: compilation.slots, usesRandomness: compilation.usesRandomness };
  } catch (thrown) {
    return passOnFaults(thrown);
  }
}

/** A fault of this program is thrown on; anything else means that the closures were left. */
function passOnFaults(thrown: unknown): undefined {
  if (thrown instanceof InvariantError) throw thrown;
  return undefined;
}

/**
 * Evaluates by closures. Gives the library's value or nothing: never an error, because errors are the library's to make, and nothing where
 * the library might run into one of the limits. The meter given is read only.
 */
export function runClosures(program: ClosureProgram, scope: { readonly variables: Readonly<Record<string, unknown>>; readonly input?: unknown }, meter: Meter): ClosureOutcome {
  const { node, builtIns } = program;
  if (node.cost > meter.stepsMax || node.depth > meter.depthMax || Array.isArray(scope.input)) return LEFT;
  for (const name of builtIns) if (Object.hasOwn(scope.variables, name)) return LEFT;
  const evaluation = beginEvaluation(program, scope, meter);
  const outer = engine.swapMeter(evaluation);
  try {
    return { kind: 'value', value: node.evaluate(evaluation, scope.input) };
  } catch (thrown) {
    passOnFaults(thrown);
    return LEFT;
  } finally {
    engine.swapMeter(outer);
  }
}

function beginEvaluation({ node, slots }: ClosureProgram, scope: { readonly variables: Readonly<Record<string, unknown>>; readonly input?: unknown }, meter: Meter): Evaluation {
  const { stepsMax, depthMax, itemsMax, textUnitsMax, now, random } = meter;
  const locals: unknown[] = [];
  for (let slot = 0; slot < slots; slot += 1) locals.push(UNBOUND);
  return { steps: node.cost, depth: 0, stepsMax, depthMax, itemsMax, textUnitsMax, now, random, variables: scope.variables, root: scope.input, locals, focus: undefined };
}
