import type { JqExpression } from './ast.ts';
import { cardinalityOf, isOne } from './cardinality.ts';

/**
 * Takes the first operand, in jq's order of combination, that does not yield exactly one value out of an expression:
 * `a + b[]` becomes `b[] as $x | a + $x`. Undefined when all operands yield one value.
 */
export function liftOperand(node: JqExpression): JqExpression | undefined {
  const operands = operandsOf(node);
  const first = operands.find(({ part }) => !isOne(cardinalityOf(part)));
  if (first === undefined) return undefined;
  const name = `#lifted${node.offset}.${operands.indexOf(first)}.${node.kind}.${weight(node)}`;
  const body = first.replace({ kind: 'variable', name, offset: node.offset });
  return { kind: 'bind', source: first.part, patterns: [{ kind: 'variable', name }], body, offset: node.offset };
}

interface Operand {
  readonly part: JqExpression;
  readonly replace: (by: JqExpression) => JqExpression;
}

/** Outermost loop first. */
function operandsOf(node: JqExpression): readonly Operand[] {
  switch (node.kind) {
    case 'binary':
      return [
        { part: node.right, replace: (right) => ({ ...node, right }) },
        { part: node.left, replace: (left) => ({ ...node, left }) },
      ];
    case 'negate':
      return [{ part: node.expression, replace: (expression) => ({ ...node, expression }) }];
    case 'condition':
      return [{ part: node.condition, replace: (condition) => ({ ...node, condition }) }];
    case 'index':
      return [
        { part: node.key, replace: (key) => ({ ...node, key }) },
        { part: node.target, replace: (target) => ({ ...node, target }) },
      ];
    case 'slice':
      return sliceOperands(node);
    case 'string':
      return node.parts.flatMap((part, index) => (typeof part === 'string' ? [] : [{ part, replace: (by: JqExpression) => ({ ...node, parts: node.parts.with(index, by) }) }])).toReversed();
    case 'object':
      return objectOperands(node);
    case 'assign':
      return [{ part: node.value, replace: (value) => ({ ...node, value }) }];
    case 'call':
      return node.arguments.map((part, index) => ({ part, replace: (by) => ({ ...node, arguments: node.arguments.with(index, by) }) }));
    default:
      return [];
  }
}

function sliceOperands(node: Extract<JqExpression, { kind: 'slice' }>): readonly Operand[] {
  return [
    ...(node.from === undefined ? [] : [{ part: node.from, replace: (from: JqExpression) => ({ ...node, from }) }]),
    ...(node.to === undefined ? [] : [{ part: node.to, replace: (to: JqExpression) => ({ ...node, to }) }]),
    { part: node.target, replace: (target) => ({ ...node, target }) },
  ];
}

function objectOperands(node: Extract<JqExpression, { kind: 'object' }>): readonly Operand[] {
  return node.entries.flatMap((entry, index) => [
    { part: entry.key, replace: (key: JqExpression) => ({ ...node, entries: node.entries.with(index, { ...entry, key }) }) },
    { part: entry.value, replace: (value: JqExpression) => ({ ...node, entries: node.entries.with(index, { ...entry, value }) }) },
  ]);
}

/** Names of nested liftings of one place differ by how much is left to lift. */
function weight(node: JqExpression): number {
  return operandsOf(node).filter(({ part }) => !isOne(cardinalityOf(part))).length;
}
