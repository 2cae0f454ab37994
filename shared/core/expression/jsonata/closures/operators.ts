import type { BinaryNode, NegateNode } from '../ast.ts';
import { engine } from '../engine.ts';
import { charge, leave, type Closure, type CompiledNode, type Evaluation, type NodeCompiler } from './evaluation.ts';
import type { Scope } from './scope.ts';
import { areEqual, isList, textOf, truthOf } from './values.ts';

/** What an operator does with both of its values. */
type Operation = (lhs: unknown, rhs: unknown, evaluation: Evaluation) => unknown;

/** Undefined when either side is; leaves for what is not a finite number. */
function arithmetic(compute: (lhs: number, rhs: number) => number): Operation {
  return (lhs, rhs) => {
    if (typeof lhs === 'number' && typeof rhs === 'number') return Number.isFinite(lhs) && Number.isFinite(rhs) ? compute(lhs, rhs) : leave();
    return isOperand(lhs) && isOperand(rhs) ? undefined : leave();
  };
}

function isOperand(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value));
}

/** Two numbers or two texts; undefined when either side is; leaves for anything else. */
function comparison(order: { readonly numbers: (lhs: number, rhs: number) => boolean; readonly texts: (lhs: string, rhs: string) => boolean }): Operation {
  return (lhs, rhs) => {
    if (typeof lhs === 'number' && typeof rhs === 'number') return order.numbers(lhs, rhs);
    if (typeof lhs === 'string' && typeof rhs === 'string') return order.texts(lhs, rhs);
    if (lhs !== undefined && rhs !== undefined) return leave();
    return isComparable(lhs) && isComparable(rhs) ? undefined : leave();
  };
}

function isComparable(value: unknown): boolean {
  return value === undefined || typeof value === 'string' || typeof value === 'number';
}

function concatenate(lhs: unknown, rhs: unknown, evaluation: Evaluation): string {
  const left = textOf(lhs) ?? '';
  const right = textOf(rhs) ?? '';
  if (left.length + right.length > evaluation.textUnitsMax) leave();
  return left + right;
}

function includes(lhs: unknown, rhs: unknown, evaluation: Evaluation): boolean {
  if (lhs === undefined || rhs === undefined) return false;
  if (!isList(rhs)) return lhs === rhs;
  charge(evaluation, rhs.length / 8);
  return rhs.some((item) => item === lhs);
}

/** Undefined when a bound is missing or they are the wrong way round. */
function range(lhs: unknown, rhs: unknown, evaluation: Evaluation): unknown {
  if ((lhs !== undefined && !Number.isInteger(lhs)) || (rhs !== undefined && !Number.isInteger(rhs))) return leave();
  if (typeof lhs !== 'number' || typeof rhs !== 'number' || lhs > rhs) return undefined;
  const size = rhs - lhs + 1;
  if (size > evaluation.itemsMax || size > 1e7) return leave();
  charge(evaluation, size / 4);
  if (size === 1) return lhs;
  const items = engine.createSequence();
  for (let index = 0; index < size; index += 1) items.push(lhs + index);
  return items;
}

/** `and` and `or` are not among them: they do not always evaluate both sides. */
const OPERATIONS: { readonly [operator in Exclude<BinaryNode['operator'], 'and' | 'or'>]: Operation } = {
  '+': arithmetic((lhs, rhs) => lhs + rhs),
  '-': arithmetic((lhs, rhs) => lhs - rhs),
  '*': arithmetic((lhs, rhs) => lhs * rhs),
  '/': arithmetic((lhs, rhs) => lhs / rhs),
  '%': arithmetic((lhs, rhs) => lhs % rhs),
  '=': (lhs, rhs) => lhs !== undefined && rhs !== undefined && areEqual(lhs, rhs),
  '!=': (lhs, rhs) => lhs !== undefined && rhs !== undefined && !areEqual(lhs, rhs),
  '<': comparison({ numbers: (lhs, rhs) => lhs < rhs, texts: (lhs, rhs) => lhs < rhs }),
  '<=': comparison({ numbers: (lhs, rhs) => lhs <= rhs, texts: (lhs, rhs) => lhs <= rhs }),
  '>': comparison({ numbers: (lhs, rhs) => lhs > rhs, texts: (lhs, rhs) => lhs > rhs }),
  '>=': comparison({ numbers: (lhs, rhs) => lhs >= rhs, texts: (lhs, rhs) => lhs >= rhs }),
  '&': concatenate,
  in: includes,
  '..': range,
};

/** Makes a closure of an operator with two operands. */
export function compileBinary(node: BinaryNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const lhs = compiler.compile(node.lhs, scope);
  const rhs = compiler.compile(node.rhs, scope);
  const size = { cost: 1.5 + lhs.cost + rhs.cost, depth: 1 + Math.max(lhs.depth, rhs.depth) };
  return { evaluate: binaryClosure(node, lhs.evaluate, rhs.evaluate), ...size };
}

function binaryClosure(node: BinaryNode, lhs: Closure, rhs: Closure): Closure {
  const { operator } = node;
  if (operator === 'and') return (evaluation, context) => truthOf(lhs(evaluation, context)) && truthOf(rhs(evaluation, context));
  if (operator === 'or') return (evaluation, context) => truthOf(lhs(evaluation, context)) || truthOf(rhs(evaluation, context));
  if ((operator === '=' || operator === '!=') && isPrimitiveLiteral(node.rhs)) return comparedToLiteral(lhs, node.rhs.value, operator === '=');
  const operation = OPERATIONS[operator];
  return (evaluation, context) => {
    const left = lhs(evaluation, context);
    return operation(left, rhs(evaluation, context), evaluation);
  };
}

function isPrimitiveLiteral(node: BinaryNode['rhs']): node is Extract<BinaryNode['rhs'], { kind: 'string' | 'number' | 'value' }> {
  return (node.kind === 'string' || node.kind === 'number' || node.kind === 'value') && node.predicate === undefined && node.group === undefined;
}

function comparedToLiteral(lhs: Closure, literal: string | number | boolean | null, expected: boolean): Closure {
  return (evaluation, context) => {
    const value = lhs(evaluation, context);
    return value !== undefined && (value === literal) === expected;
  };
}

/** Makes a closure of a minus sign. */
export function compileNegate(node: NegateNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const { evaluate, cost, depth } = compiler.compile(node.expression, scope);
  const closure: Closure = (evaluation, context) => {
    const value = evaluate(evaluation, context);
    if (value === undefined) return undefined;
    return typeof value === 'number' && Number.isFinite(value) ? -value : leave();
  };
  return { evaluate: closure, cost: cost + 1, depth: depth + 1 };
}
