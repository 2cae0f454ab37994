import type { ExpressionAst, PathStep } from '../../expression/jsonata/ast.ts';

/**
 * The steps that a value contributes as the start of a longer path. A text or number there would be read as the name of a field or refused,
 * so it stands in parentheses.
 */
export function pathStart(head: ExpressionAst): readonly PathStep[] {
  return head.kind === 'path' && canBeLengthened(head) ? head.steps : [{ node: asStep(head), stages: [] }];
}

/** The value as the first step of a path. An empty array constructor there would be what the whole path gives. */
export function asStep(head: ExpressionAst): ExpressionAst {
  const needsBlock = head.kind === 'string' || head.kind === 'number' || head.kind === 'value' || startsWithArray(head);
  return needsBlock ? { kind: 'block', expressions: [head] } : head;
}

function startsWithArray(ast: ExpressionAst): boolean {
  return ast.kind === 'array' || (ast.kind === 'path' && ast.steps[0]?.node.kind === 'array');
}

/** True for a path that gives the same to the steps behind it as a value of its own would. */
export function canBeLengthened(ast: ExpressionAst): boolean {
  if (!isBareNode(ast) || startsWithArray(ast)) return false;
  if (ast.kind !== 'path') return ast.kind === 'variable';
  return ast.steps.every(({ node, stages, focus, index }) => focus === undefined && index === undefined && node.keepArray === undefined && stages.every(({ kind }) => kind === 'filter'));
}

/** True for a step of which the whole value goes on. */
export function isPlainStep({ node, stages, focus, index }: PathStep): boolean {
  return stages.length === 0 && focus === undefined && index === undefined && isBareNode(node);
}

/** True for a node on which no filter, group or `[]` stands. */
export function isBareNode({ predicate, group, keepArray }: ExpressionAst): boolean {
  return predicate === undefined && group === undefined && keepArray === undefined;
}
