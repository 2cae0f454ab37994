import type { ExpressionAst, FilterStage, ObjectNode, PathNode, PathStep } from '../../expression/jsonata/ast.ts';
import { mapChildren } from '../../expression/jsonata/visit.ts';
import { isBareNode, isPlainStep, pathStart } from './path-start.ts';

/**
 * Takes members of object constructors apart while compiling: `{"a": x, "b": y}.a.c` becomes `x.c`. Inlined templates (`input.from`)
 * make such paths; the result reads less data and reads better. Only where the meaning is the same.
 */
export function simplify(node: ExpressionAst): ExpressionAst {
  const inner = mapChildren(node, simplify);
  if (inner.kind !== 'path') return inner;
  const shorter = selectMember(inner);
  return shorter === undefined ? inner : simplify(shorter);
}

function selectMember(path: PathNode): ExpressionAst | undefined {
  const [first, second, ...rest] = path.steps;
  if (first === undefined || second === undefined || first.node.kind !== 'object' || !isPlainStep(first)) return undefined;
  const member = second.node.kind === 'name' && isBareNode(second.node) ? memberOf(first.node, second.node.value) : undefined;
  const filters = filtersOf(second);
  if (member === undefined || filters === undefined) return undefined;
  const value: ExpressionAst = filters.length === 0 ? member : { kind: 'block', expressions: [member], predicate: filters };
  if (rest.length > 0) return { ...path, steps: [...pathStart(value), ...rest] };
  const isPlainPath = path.predicate === undefined && path.group === undefined && path.keepArray === undefined;
  return isPlainPath ? value : undefined;
}

/** The filters of a step; undefined when it binds names as well. */
function filtersOf(step: PathStep): readonly FilterStage[] | undefined {
  if (step.focus !== undefined || step.index !== undefined) return undefined;
  const filters = step.stages.filter((stage): stage is FilterStage => stage.kind === 'filter');
  return filters.length === step.stages.length ? filters : undefined;
}

/** The value of a member whose key is written once, as text, in an object whose other keys are text too. */
function memberOf(object: ObjectNode, key: string): ExpressionAst | undefined {
  const keys = object.pairs.map((pair) => (pair.key.kind === 'string' ? pair.key.value : undefined));
  if (keys.includes(undefined) || keys.filter((name) => name === key).length !== 1) return undefined;
  return object.pairs[keys.indexOf(key)]?.value;
}
