import type { ExpressionSpec } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { bindExpression, type BindContext } from './bind.ts';
import type { Bindings } from './bindings.ts';

const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set(['=', '!=', 'in', 'and', 'or']);

/**
 * An expression whose value is `true` or `false`, as ASL demands of conditions: where that is not certain, JSONata's own notion of truth
 * decides, for which nothing, null, 0, empty text, empty arrays and empty objects are false.
 */
export function toCondition(ast: ExpressionAst): ExpressionAst {
  return isSurelyBoolean(ast) ? ast : { kind: 'condition', condition: ast, then: literal(true), else: literal(false) };
}

/** An author's condition, true or false by the notion of truth of the language that the document is written in. */
export function bindCondition(condition: ExpressionSpec, bindings: Bindings, context: BindContext): ExpressionAst {
  return toCondition(bindExpression({ ...condition, isCondition: true }, bindings, context));
}

/** `left and right`. */
export function both(left: ExpressionAst, right: ExpressionAst): ExpressionAst {
  return { kind: 'binary', operator: 'and', lhs: left, rhs: right };
}

/** `not value`, for a value that is `true` or `false`. */
export function negated(ast: ExpressionAst): ExpressionAst {
  return { kind: 'condition', condition: ast, then: literal(false), else: literal(true) };
}

/** `left = right`. */
export function equal(left: ExpressionAst, right: ExpressionAst): ExpressionAst {
  return { kind: 'binary', operator: '=', lhs: left, rhs: right };
}

function literal(value: boolean): ExpressionAst {
  return { kind: 'value', value };
}

function isSurelyBoolean(ast: ExpressionAst): boolean {
  if (ast.predicate !== undefined || ast.group !== undefined || ast.keepArray !== undefined) return false;
  switch (ast.kind) {
    case 'value':
      return ast.value !== null;
    case 'binary':
      return BOOLEAN_OPERATORS.has(ast.operator);
    case 'call':
      return isCallOf('exists', ast) || (isCallOf('not', ast) && ast.arguments.every(isSurelyBoolean));
    case 'condition':
      return isSurelyBoolean(ast.then) && ast.else !== undefined && isSurelyBoolean(ast.else);
    case 'block': {
      const last = ast.expressions.at(-1);
      return last !== undefined && isSurelyBoolean(last);
    }
    default:
      return false;
  }
}

function isCallOf(name: string, { callee }: Extract<ExpressionAst, { kind: 'call' }>): boolean {
  return callee.kind === 'variable' && callee.name === name;
}
