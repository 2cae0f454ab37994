import { unreachable } from '../../kernel/assert.ts';
import type { ExpressionAst, FilterStage, GroupClause, ObjectPair, PathStep, Stage } from './ast.ts';

/** A function from node to node; the identity leaves a tree as it is. */
export type ExpressionRewrite = (node: ExpressionAst) => ExpressionAst;

/** The direct children of a node, in the order in which they stand in the text: its own parts, then `predicate`, then `group`. */
export function childrenOf(node: ExpressionAst): readonly ExpressionAst[] {
  const children: ExpressionAst[] = [];
  mapChildren(node, (child) => {
    children.push(child);
    return child;
  });
  return children;
}

/** Calls `visit` for the node and everything beneath it, parents first. Depth is bounded by the parser's limit. */
export function walkExpression(node: ExpressionAst, visit: (node: ExpressionAst) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walkExpression(child, visit);
}

/** The same node with every direct child rewritten. Names, flags and positions stay. */
export function mapChildren(node: ExpressionAst, rewrite: ExpressionRewrite): ExpressionAst {
  return mapAttachments(mapOwnChildren(node, rewrite), rewrite);
}

/** The same node with the expressions of its `predicate` and `group` rewritten: those that have another context than the node. */
export function mapAttachments(node: ExpressionAst, rewrite: ExpressionRewrite): ExpressionAst {
  const predicate = node.predicate?.map((stage) => mapFilter(stage, rewrite));
  const group = node.group === undefined ? undefined : mapGroup(node.group, rewrite);
  return { ...node, ...(predicate && { predicate }), ...(group && { group }) };
}

/** The same node with the children that are its own parts rewritten; `predicate` and `group` stay as they are. */
export function mapOwnChildren(node: ExpressionAst, rewrite: ExpressionRewrite): ExpressionAst {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'value':
    case 'regex':
    case 'variable':
    case 'name':
    case 'wildcard':
    case 'descendant':
    case 'parent':
    case 'placeholder':
      return node;
    case 'path':
      return { ...node, steps: node.steps.map((step) => mapStep(step, rewrite)) };
    case 'sort':
      return { ...node, terms: node.terms.map((term) => ({ ...term, expression: rewrite(term.expression) })) };
    case 'negate':
      return { ...node, expression: rewrite(node.expression) };
    case 'array':
      return { ...node, items: node.items.map(rewrite) };
    case 'object':
      return { ...node, pairs: mapPairs(node.pairs, rewrite) };
    case 'block':
      return { ...node, expressions: node.expressions.map(rewrite) };
    case 'bind':
      return { ...node, value: rewrite(node.value) };
    case 'lambda':
      return { ...node, body: rewrite(node.body) };
    case 'binary':
    case 'apply':
    case 'condition':
    case 'call':
    case 'partial':
    case 'transform':
      return mapOperands(node, rewrite);
    default:
      return unreachable(node);
  }
}

type NodeWithOperands = Extract<ExpressionAst, { kind: 'binary' | 'apply' | 'condition' | 'call' | 'partial' | 'transform' }>;

function mapOperands(node: NodeWithOperands, rewrite: ExpressionRewrite): ExpressionAst {
  switch (node.kind) {
    case 'binary':
    case 'apply':
      return { ...node, lhs: rewrite(node.lhs), rhs: rewrite(node.rhs) };
    case 'condition': {
      const branches = { condition: rewrite(node.condition), then: rewrite(node.then) };
      return { ...node, ...branches, ...(node.else && { else: rewrite(node.else) }) };
    }
    case 'call':
    case 'partial':
      return { ...node, callee: rewrite(node.callee), arguments: node.arguments.map(rewrite) };
    case 'transform': {
      const parts = { pattern: rewrite(node.pattern), update: rewrite(node.update) };
      return { ...node, ...parts, ...(node.delete && { delete: rewrite(node.delete) }) };
    }
    default:
      return unreachable(node);
  }
}

function mapStep(step: PathStep, rewrite: ExpressionRewrite): PathStep {
  return { ...step, node: rewrite(step.node), stages: step.stages.map((stage) => mapStage(stage, rewrite)) };
}

function mapStage(stage: Stage, rewrite: ExpressionRewrite): Stage {
  return stage.kind === 'filter' ? mapFilter(stage, rewrite) : stage;
}

function mapFilter(stage: FilterStage, rewrite: ExpressionRewrite): FilterStage {
  return { ...stage, expression: rewrite(stage.expression) };
}

function mapGroup(group: GroupClause, rewrite: ExpressionRewrite): GroupClause {
  return { pairs: mapPairs(group.pairs, rewrite) };
}

function mapPairs(pairs: readonly ObjectPair[], rewrite: ExpressionRewrite): readonly ObjectPair[] {
  return pairs.map((pair) => ({ key: rewrite(pair.key), value: rewrite(pair.value) }));
}
