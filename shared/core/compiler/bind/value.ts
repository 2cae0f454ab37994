import type { ExpressionAst, ObjectPair } from '../../expression/jsonata/ast.ts';
import { BUILT_IN_FUNCTIONS } from '../../expression/jsonata/built-in.ts';
import { walkExpression } from '../../expression/jsonata/visit.ts';
import type { JsonValue } from '../../kernel/json.ts';

/**
 * A template after its expressions were bound: JSON in whose leaves expressions stand that read only `$states` and variables of the
 * program. It can be written into a state's field as it is, or as one expression into another one.
 */
export type BoundValue =
  | { readonly kind: 'expression'; readonly origin: string; readonly ast: ExpressionAst }
  | { readonly kind: 'literal'; readonly origin: string; readonly value: string | number | boolean | null }
  | { readonly kind: 'object'; readonly origin: string; readonly members: readonly BoundMember[] }
  | { readonly kind: 'array'; readonly origin: string; readonly items: readonly BoundValue[] };

/** One member of an object, in the order of the document. */
export interface BoundMember {
  readonly key: string;
  readonly value: BoundValue;
}

/** A path that starts at a variable: `pathOf('states', 'input')` is `$states.input`. */
export function pathOf(variable: string, ...members: readonly string[]): ExpressionAst {
  const root: ExpressionAst = { kind: 'variable', name: variable };
  if (members.length === 0) return root;
  return { kind: 'path', steps: [root, ...members.map((value): ExpressionAst => ({ kind: 'name', value }))].map((node) => ({ node, stages: [] })) };
}

/** A value that one expression gives; a plain literal needs no evaluation. */
export function expressionValue(ast: ExpressionAst, origin: string): BoundValue {
  const isPlain = ast.predicate === undefined && ast.group === undefined && ast.keepArray === undefined;
  if (isPlain && (ast.kind === 'string' || ast.kind === 'number' || ast.kind === 'value')) return { kind: 'literal', origin, value: ast.value };
  return { kind: 'expression', origin, ast };
}

/**
 * The value as one expression. An array of expressions loses empty items and nesting this way (JSONata joins arrays), so ask
 * {@link isInlinable} first; a member whose expression gives nothing is left out.
 */
export function toAst(value: BoundValue): ExpressionAst {
  switch (value.kind) {
    case 'expression':
      return value.ast;
    case 'literal':
      return literalAst(value.value);
    case 'object':
      return { kind: 'object', pairs: value.members.map((member) => pair(member.key, toAst(member.value))) };
    case 'array':
      return { kind: 'array', items: value.items.map(toAst) };
  }
}

/** A JSON value as an expression that gives it. */
export function jsonAst(value: JsonValue): ExpressionAst {
  return toAst(constantValue(value, ''));
}

/** A JSON value in which nothing is evaluated. */
export function constantValue(value: JsonValue, origin: string): BoundValue {
  if (value === null || typeof value !== 'object') return { kind: 'literal', origin, value };
  if (Array.isArray(value)) return { kind: 'array', origin, items: value.map((item: JsonValue) => constantValue(item, origin)) };
  return { kind: 'object', origin, members: Object.entries(value).map(([key, member]) => ({ key, value: constantValue(member, origin) })) };
}

function literalAst(value: string | number | boolean | null): ExpressionAst {
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'number') return { kind: 'number', value };
  return { kind: 'value', value };
}

function pair(key: string, value: ExpressionAst): ObjectPair {
  return { key: { kind: 'string', value: key }, value };
}

/** True when the value may stand inside other expressions, any number of times, and mean the same. */
export function isInlinable(value: BoundValue): boolean {
  return !isChanging(value) && !hasComputedItems(value);
}

/** True when evaluating the value twice may give two results. */
export function isChanging(value: BoundValue): boolean {
  return expressionsOf(value).some((ast) => {
    let found = false;
    walkExpression(ast, (node) => {
      if (node.kind === 'variable' && BUILT_IN_FUNCTIONS.get(node.name)?.deterministic === false) found = true;
    });
    return found;
  });
}

function hasComputedItems(value: BoundValue): boolean {
  if (value.kind === 'array') return value.items.some((item) => item.kind === 'expression' || hasComputedItems(item));
  return value.kind === 'object' && value.members.some((member) => hasComputedItems(member.value));
}

/** Every expression in the value. */
export function expressionsOf(value: BoundValue): readonly ExpressionAst[] {
  switch (value.kind) {
    case 'expression':
      return [value.ast];
    case 'literal':
      return [];
    case 'object':
      return value.members.flatMap((member) => expressionsOf(member.value));
    case 'array':
      return value.items.flatMap(expressionsOf);
  }
}

/** True for `$states.input` itself: what a state without an `Output` gives on. */
export function isStateInput(value: BoundValue): boolean {
  if (value.kind !== 'expression' || value.ast.kind !== 'path') return false;
  const { steps, predicate, group, keepArray } = value.ast;
  const names = steps.map(({ node, stages }) => (stages.length > 0 ? '' : node.kind === 'variable' ? `$${node.name}` : node.kind === 'name' ? node.value : ''));
  return predicate === undefined && group === undefined && keepArray === undefined && names.join('.') === '$states.input';
}
