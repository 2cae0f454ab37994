import type { ForTask } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import type { Bindings } from '../bind/bindings.ts';
import { parsed } from '../bind/parsed.ts';
import { applied } from '../bind/applied.ts';
import { bindTransform } from '../bind/template.ts';
import type { BoundValue } from '../bind/value.ts';
import type { LoweringContext } from './context.ts';

/** Nothing to go through where there is no value; an error for what is no array, without quoting it. */
const ONLY_ARRAYS = parsed(`(
  $items := $argument;
  $exists($items) and $not($items = null) ? ($type($items) = "array" ? $items : $error("for.in is not an array")) : []
)`);

/** JSONata gives a single match without its array: there one value stands for an array of one. */
const ONE_OR_MORE = parsed(`(
  $items := $argument;
  $exists($items) and $not($items = null) ? ($type($items) = "array" ? $items : [$items]) : []
)`);

/**
 * What a `for` goes through, as an array (mapping §5.3): none for null, an expression error for what is neither. Where JSONata itself may
 * have taken a single item out of its array, the item counts as an array of one.
 */
export function itemsOf(task: ForTask, bindings: Bindings, context: LoweringContext): BoundValue {
  const bound = bindTransform(task.in, bindings, context.bind);
  if (bound.kind === 'array') return bound;
  if (bound.kind !== 'expression') return { kind: 'expression', origin: bound.origin, ast: applied(ONLY_ARRAYS, { kind: 'value', value: false }) };
  const guard = context.definition.language === 'jsonata' && mayCollapse(bound.ast) ? ONE_OR_MORE : ONLY_ARRAYS;
  return { kind: 'expression', origin: bound.origin, ast: applied(guard, bound.ast) };
}

/** False for a plain path of names, whose value is the data's own. */
function mayCollapse(ast: ExpressionAst): boolean {
  if (ast.predicate !== undefined || ast.group !== undefined) return true;
  if (ast.kind === 'variable') return false;
  return ast.kind !== 'path' || ast.steps.some(({ node, stages }) => stages.length > 0 || (node.kind !== 'name' && node.kind !== 'variable'));
}
