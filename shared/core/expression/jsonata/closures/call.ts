import type { ApplyNode, CallNode, ExpressionAst, VariableNode } from '../ast.ts';
import { engine } from '../engine.ts';
import { BUILT_IN_FUNCTIONS } from '../built-in.ts';
import type { BuiltInDefinition } from '../vendor/jsonata.mjs';
import { placementOf, type Placement } from './arguments.ts';
import { charge, deepest, leave, totalCost, UNBOUND, type Closure, type CompiledNode, type Evaluation, type NodeCompiler } from './evaluation.ts';
import { INLINE_FUNCTIONS } from './inline.ts';
import { bodyOf, compileLambda, invoke, toNative } from './lambda.ts';
import { functionOf, slotsOf, type LambdaBody, type Scope } from './scope.ts';
import { settlerOf } from './values.ts';

/** Functions that call the functions they are given. */
const HIGHER_ORDER: ReadonlySet<string> = new Set(['map', 'filter', 'single', 'reduce', 'sift', 'each', 'sort']);

/** Stands in for the context of a call in tail position, which only the library knows. */
const UNKNOWN_CONTEXT: unknown = Object.freeze({ context: 'unknown' });

/** What is called, and with what. `piped`: what `~>` puts before the arguments. */
interface Call {
  readonly name: string;
  readonly arguments: readonly ExpressionAst[];
  readonly piped: CompiledNode | undefined;
  /** What becomes of the value that the function gives. */
  readonly settle: (value: unknown) => unknown;
}

/** Makes a closure of a call. Not covered: functions that are values, but for those that `$map` and its like are given. */
export function compileCall(node: CallNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  if (scope.isTail && (node.group !== undefined || node.keepArray !== undefined)) return leave();
  return compileNamed({ name: nameOf(node.callee), arguments: node.arguments, piped: undefined, settle: scope.isTail ? (value) => value : settlerOf(node) }, scope, compiler);
}

/** Makes a closure of `value ~> function` and `value ~> function(…)`. */
export function compileApply(node: ApplyNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const { rhs } = node;
  if (scope.isTail) return compileApply(node, { ...scope, isTail: false }, compiler);
  if (rhs.predicate !== undefined || rhs.group !== undefined) return leave();
  const piped = compiler.compile(node.lhs, scope);
  const settle = settlerOf(node);
  if (rhs.kind === 'call') return compileNamed({ name: nameOf(rhs.callee), arguments: rhs.arguments, piped, settle }, scope, compiler);
  const applied = compileFunction(rhs, scope, compiler);
  const closure: Closure = (evaluation, context) => {
    const value = piped.evaluate(evaluation, context);
    return settle(applied.bind(evaluation, context)([value]));
  };
  return { evaluate: closure, cost: piped.cost + applied.cost + 4, depth: 1 + Math.max(piped.depth, applied.depth) };
}

function nameOf(callee: ExpressionAst): string {
  const isPlain = callee.kind === 'variable' && callee.predicate === undefined && callee.group === undefined && callee.keepArray === undefined;
  return isPlain ? callee.name : leave();
}

function compileNamed(call: Call, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const local = functionOf(scope, call.name);
  if (local !== undefined) return compileLocalCall(call, { slot: local.slot, lambda: bodyOf(local.found, compiler) }, { scope, compiler });
  return compileBuiltInCall(call, scope, compiler);
}

interface Place {
  readonly scope: Scope;
  readonly compiler: NodeCompiler<Scope>;
}

function compileLocalCall(call: Call, { slot, lambda }: { readonly slot: number; readonly lambda: LambdaBody }, { scope, compiler }: Place): CompiledNode {
  const given = call.arguments.map((argument) => compiler.compile(argument, scope));
  const args = call.piped === undefined ? given : [call.piped, ...given];
  const { settle } = call;
  const closure: Closure = (evaluation, context) => {
    const values = args.map(({ evaluate }) => evaluate(evaluation, context));
    const definedIn = evaluation.locals[slot];
    return definedIn === UNBOUND ? leave() : settle(invoke(evaluation, { lambda, context: definedIn }, values));
  };
  return { evaluate: closure, cost: 4 + totalCost(args), depth: 1 + Math.max(deepest(args), lambda.body.depth) };
}

/** Makes one argument of a call: a value, or a function of JavaScript for the library to call. */
interface Argument {
  readonly evaluate: Closure;
  readonly cost: number;
  readonly depth: number;
}

function compileBuiltInCall(call: Call, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const builtIn = builtInOf(call.name, scope);
  const functionAt = placeOfFunction(call, scope);
  const given = call.arguments.map((argument, index): Argument => {
    if (index !== functionAt || !isFunction(argument, scope)) return compiler.compile(argument, scope);
    if (scope.isTail && isBuiltInReference(argument, scope)) return leave();
    const { arity, bind, cost, depth } = compileFunction(argument, scope, compiler);
    const passed = call.name === 'sort' ? 2 : arity;
    return { evaluate: (evaluation, context) => toNative(passed, bind(evaluation, context)), cost, depth };
  });
  const args = call.piped === undefined ? given : [call.piped, ...given];
  const size = { cost: 5 + totalCost(args), depth: 1 + Math.max(1, deepest(args)) };
  const { settle } = call;
  const { isTail } = scope;
  const [only] = args;
  const inline = args.length === 1 ? INLINE_FUNCTIONS.get(call.name) : undefined;
  if (inline !== undefined && only !== undefined) return { evaluate: (evaluation, context) => inline(only.evaluate(evaluation, context), evaluation), ...size };
  const closure: Closure = (evaluation, context) => {
    const values: unknown[] = [];
    for (const { evaluate } of args) values.push(evaluate(evaluation, context));
    return settle(callBuiltIn(evaluation, builtIn, { values, context: isTail ? UNKNOWN_CONTEXT : context }));
  };
  return { evaluate: closure, ...size };
}

/** Which argument is the function that is called. It is the second, but where `~>` or the context stands for the first. */
function placeOfFunction(call: Call, scope: Scope): number | undefined {
  if (!HIGHER_ORDER.has(call.name) || (scope.isTail && call.name === 'sort')) return undefined;
  if (call.piped !== undefined) return 0;
  const isContextGiven = (call.name === 'sift' || call.name === 'each') && call.arguments.length === 1;
  return isContextGiven ? 0 : 1;
}

/** A built-in function, ready to be called. */
interface BuiltIn {
  readonly definition: BuiltInDefinition;
  readonly place: Placement;
}

function builtInOf(name: string, scope: Scope): BuiltIn {
  const known = BUILT_IN_FUNCTIONS.get(name);
  const definition = engine.staticFrame.lookup(name);
  if (known === undefined || definition === undefined || slotsOf(scope, name).slots.length > 0) return leave();
  scope.compilation.builtIns.add(name);
  if (!known.deterministic) scope.compilation.usesRandomness = true;
  return { definition, place: placementOf(name, definition) };
}

function callBuiltIn(evaluation: Evaluation, { definition, place }: BuiltIn, given: { readonly values: readonly unknown[]; readonly context: unknown }): unknown {
  const args = place(given.values, given.context);
  if (given.context === UNKNOWN_CONTEXT && args.includes(UNKNOWN_CONTEXT)) return leave();
  engine.chargeArguments(args);
  evaluation.focus ??= engine.createFocus(evaluation);
  const result: unknown = Reflect.apply(definition.implementation, evaluation.focus, args);
  if (typeof result === 'string') engine.checkText(result.length);
  return result;
}

/** A function that is handed over; bound anew in each evaluation. */
interface CompiledFunction {
  /** How many arguments it declares. */
  readonly arity: number;
  readonly bind: (evaluation: Evaluation, context: unknown) => (args: readonly unknown[]) => unknown;
  readonly cost: number;
  readonly depth: number;
}

function isFunction(node: ExpressionAst, scope: Scope): boolean {
  return node.kind === 'lambda' || (node.kind === 'variable' && functionOf(scope, node.name) !== undefined) || isBuiltInReference(node, scope);
}

function isBuiltInReference(node: ExpressionAst, scope: Scope): node is VariableNode {
  return node.kind === 'variable' && BUILT_IN_FUNCTIONS.has(node.name) && slotsOf(scope, node.name).slots.length === 0;
}

function compileFunction(node: ExpressionAst, scope: Scope, compiler: NodeCompiler<Scope>): CompiledFunction {
  if (node.predicate !== undefined || node.group !== undefined || node.keepArray !== undefined) return leave();
  if (node.kind === 'lambda') return lambdaFunction(compileLambda(node, scope, compiler), (_, context) => context);
  if (node.kind !== 'variable') return leave();
  const local = functionOf(scope, node.name);
  if (local === undefined) return builtInFunction(node.name, scope);
  return lambdaFunction(bodyOf(local.found, compiler), ({ locals }) => (locals[local.slot] === UNBOUND ? leave() : locals[local.slot]));
}

function lambdaFunction(lambda: LambdaBody, contextOf: Closure): CompiledFunction {
  const bind: CompiledFunction['bind'] = (evaluation, context) => {
    const bound = { lambda, context: contextOf(evaluation, context) };
    return (args) => invoke(evaluation, bound, args);
  };
  return { arity: lambda.parameters.length, bind, cost: 2, depth: 1 + lambda.body.depth };
}

/** The library calls a built-in function that is an argument without a context. */
function builtInFunction(name: string, scope: Scope): CompiledFunction {
  const builtIn = builtInOf(name, scope);
  const bind: CompiledFunction['bind'] = (evaluation) => (values) => {
    charge(evaluation, 2);
    return callBuiltIn(evaluation, builtIn, { values, context: null });
  };
  return { arity: builtIn.definition.implementation.length, bind, cost: 2, depth: 2 };
}
