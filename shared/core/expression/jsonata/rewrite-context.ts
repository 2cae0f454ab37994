import type { ApplyNode, CallNode, ExpressionAst, LambdaNode, PathNode, PathStep, VariableNode } from './ast.ts';
import { hasContextParameter, signatureTakesContext, takesContext } from './context-argument.ts';
import { isBuiltinFunction } from './built-in.ts';
import { mapAttachments, mapOwnChildren, type ExpressionRewrite } from './visit.ts';

/** What a rewrite of the context puts where. */
export interface ContextRules {
  /** Asked for once per reference to the root context. */
  readonly root: () => ExpressionAst;
  readonly variables: ReadonlyMap<string, ExpressionAst>;
  /** New names of variables that the expression itself binds. */
  readonly renames: ReadonlyMap<string, string>;
  /** Names that the expression binds somewhere: a function of such a name is perhaps not the built-in one. */
  readonly bound: ReadonlySet<string>;
  /** A function of the expression's own takes the context for a missing argument. */
  readonly hasContextFunctions: boolean;
}

/**
 * Rewrites references to the root context and to variables, see `rebaseExpression`. The context is followed through the tree: filters,
 * groups, sort terms, transforms and the steps of a path behind the first have a context of their own; functions keep the one where
 * they are defined; everything else has that of its parent.
 */
export function rewriteContext(ast: ExpressionAst, rules: ContextRules): ExpressionAst {
  return rewrite(ast, { rules, atRoot: true });
}

interface Place {
  readonly rules: ContextRules;
  /** The context here is the root context. */
  readonly atRoot: boolean;
}

function inner(place: Place): Place {
  return { rules: place.rules, atRoot: false };
}

function rewriteAt(place: Place): ExpressionRewrite {
  return (node) => rewrite(node, place);
}

function rewrite(node: ExpressionAst, place: Place): ExpressionAst {
  const attached = mapAttachments(node, rewriteAt(inner(place)));
  switch (attached.kind) {
    case 'variable':
      return rewriteVariable(attached, place);
    case 'path':
      return rewritePath(attached, place);
    case 'wildcard':
    case 'descendant':
      return place.atRoot ? rewritePath(asPath(attached), place) : attached;
    case 'transform':
    case 'sort':
      return mapOwnChildren(attached, rewriteAt(inner(place)));
    case 'bind':
      return { ...attached, name: newName(attached.name, place), value: rewrite(attached.value, place) };
    case 'lambda':
      return { ...attached, parameters: attached.parameters.map((name) => newName(name, place)), body: rewrite(attached.body, place) };
    case 'call':
      return rewriteCall(attached, place);
    case 'apply':
      return rewriteApply(attached, place);
    default:
      return mapOwnChildren(attached, rewriteAt(place));
  }
}

function newName(name: string, place: Place): string {
  return place.rules.renames.get(name) ?? name;
}

function replacementOf(node: VariableNode, place: Place): ExpressionAst | undefined {
  if (node.name === '$' || (node.name === '' && place.atRoot)) return place.rules.root();
  return node.name === '' ? undefined : place.rules.variables.get(node.name);
}

function rewriteVariable(node: VariableNode, place: Place): ExpressionAst {
  const replacement = replacementOf(node, place);
  return replacement === undefined ? { ...node, name: newName(node.name, place) } : attach(replacement, node);
}

/** Gives the replacement the filters, grouping and array mark of what it replaces. */
function attach(replacement: ExpressionAst, node: ExpressionAst): ExpressionAst {
  if (node.predicate === undefined && node.group === undefined && node.keepArray === undefined) return replacement;
  const attachments = {
    ...(node.keepArray && { keepArray: node.keepArray }),
    ...(node.predicate && { predicate: node.predicate }),
    ...(node.group && { group: node.group }),
  };
  if (isMemberOfStates(replacement)) return attachToPath(replacement, node);
  const isBare = replacement.predicate === undefined && replacement.group === undefined && replacement.keepArray === undefined;
  if (isBare && (replacement.kind === 'variable' || replacement.kind === 'block')) return { ...replacement, ...attachments };
  return { kind: 'block', expressions: [replacement], ...attachments };
}

/** `$states.input` and its like: one value of one object, so that a filter behind the last step is a filter of the whole value. */
function isMemberOfStates(node: ExpressionAst): node is PathNode {
  if (node.kind !== 'path' || node.steps.length !== 2 || node.group !== undefined || node.keepArray !== undefined) return false;
  const [first, second] = node.steps;
  if (first?.node.kind !== 'variable' || first.node.name !== 'states' || second?.node.kind !== 'name') return false;
  return node.steps.every((step) => step.stages.length === 0 && step.focus === undefined && step.index === undefined);
}

function attachToPath(path: PathNode, node: ExpressionAst): PathNode {
  const last = path.steps.length - 1;
  const steps = path.steps.map((step, index): PathStep =>
    index < last ? step : { node: node.keepArray ? { ...step.node, keepArray: true } : step.node, stages: [...step.stages, ...(node.predicate ?? [])] },
  );
  return { ...path, steps, ...(node.group && { group: node.group }) };
}

/** A wildcard that stands alone is a path of one step. */
function asPath(node: ExpressionAst): PathNode {
  const { group, ...step } = node;
  return { kind: 'path', steps: [{ node: step, stages: [] }], ...(group && { group }) };
}

/** As a step behind another, a filter would see one absent item where the wildcard selects nothing: in a block it sees none. */
function asSelection(node: ExpressionAst): ExpressionAst {
  if (node.predicate === undefined) return node;
  return { kind: 'block', expressions: [node], ...(node.keepArray && { keepArray: node.keepArray }) };
}

function rewritePath(node: PathNode, place: Place): ExpressionAst {
  const [first, ...rest] = node.steps;
  if (first === undefined) return node;
  const steps = [...rewriteFirstStep(first, place), ...rest.map((step) => rewriteStep(step, inner(place)))];
  return { ...node, steps };
}

function rewriteStep(step: PathStep, place: Place): PathStep {
  return renamedStep({ ...step, node: asStepNode(rewrite(step.node, place)) }, place);
}

/** Names and filters of a step; filters have the context of the step's items. */
function renamedStep(step: PathStep, place: Place): PathStep {
  const within = inner(place);
  return {
    node: step.node,
    stages: step.stages.map((stage) =>
      stage.kind === 'index' ? { ...stage, name: newName(stage.name, place) } : { ...stage, expression: rewrite(stage.expression, within) },
    ),
    ...(step.focus !== undefined && { focus: newName(step.focus, place) }),
    ...(step.index !== undefined && { index: newName(step.index, place) }),
  };
}

function rewriteFirstStep(step: PathStep, place: Place): readonly PathStep[] {
  const { node } = step;
  const selects = node.kind === 'name' || node.kind === 'wildcard' || node.kind === 'descendant';
  // Behind a focus the context is what it was before the step: then the root must be a step of its own, whatever this step is.
  if (place.atRoot && (selects || step.focus !== undefined)) {
    const inside = rewriteStep(step, inner(place));
    return [...stepsOf(place.rules.root()), { ...inside, node: asSelection(inside.node) }];
  }
  const rewritten = rewrite(node, place);
  const renamed = renamedStep(step, place);
  if (node.kind !== 'variable' || rewritten.kind !== 'path' || step.focus !== undefined) return [{ ...renamed, node: asStepNode(rewritten) }];
  return joinSteps(rewritten, renamed);
}

/** The replacement's own path, with what stood behind the variable now behind its last step. */
function joinSteps(path: PathNode, step: PathStep): readonly PathStep[] {
  const hasMore = step.stages.length > 0 || step.index !== undefined;
  const last = path.steps.at(-1);
  if (last === undefined || path.group !== undefined || (hasMore && !isMemberOfStates(path))) return [{ ...step, node: asStepNode(path) }];
  if (!hasMore) return path.steps;
  return [...path.steps.slice(0, -1), { ...last, ...step, node: last.node }];
}

/** The steps that lead to a value; one step when it is not a plain path. */
function stepsOf(node: ExpressionAst): readonly PathStep[] {
  if (node.kind === 'path' && node.group === undefined) return node.steps;
  return [{ node: asStepNode(node), stages: [] }];
}

/** What the grammar does not allow as a step goes into a block. */
function asStepNode(node: ExpressionAst): ExpressionAst {
  const isLiteral = node.kind === 'string' || node.kind === 'number' || node.kind === 'value';
  return node.kind === 'path' || isLiteral ? { kind: 'block', expressions: [node] } : node;
}

function rewriteCall(node: CallNode, place: Place): ExpressionAst {
  const callContext = contextOfCall(node.callee, node.arguments, place);
  if (callContext === 'unknown') return evaluatedAtRoot(node, place);
  const own = rewriteParts(node, place);
  return callContext === 'taken' ? { ...own, arguments: [place.rules.root(), ...own.arguments] } : own;
}

function rewriteParts(node: CallNode, place: Place): CallNode {
  return { ...node, callee: rewrite(node.callee, place), arguments: node.arguments.map(rewriteAt(place)) };
}

function rewriteApply(node: ApplyNode, place: Place): ExpressionAst {
  const { lhs, rhs } = node;
  if (rhs.kind !== 'call') return mapOwnChildren(node, rewriteAt(place));
  const callContext = contextOfCall(rhs.callee, [lhs, ...rhs.arguments], place);
  if (callContext === 'unknown') return evaluatedAtRoot(node, place);
  const call = rewriteParts(rhs, place);
  const argument = rewrite(lhs, place);
  if (callContext === 'none') return { ...node, lhs: argument, rhs: call };
  // The engine puts the context before the piped value: only a plain call can say so.
  return attach({ kind: 'call', callee: call.callee, arguments: [place.rules.root(), argument, ...call.arguments] }, node);
}

function contextOfCall(callee: ExpressionAst, args: readonly ExpressionAst[], place: Place): 'none' | 'taken' | 'unknown' {
  if (!place.atRoot) return 'none';
  const isBuiltIn = callee.kind === 'variable' && isBuiltinFunction(callee.name) && !place.rules.bound.has(callee.name) && !place.rules.variables.has(callee.name);
  if (isBuiltIn) return takesContext(callee.name, args) ? 'taken' : 'none';
  if (callee.kind === 'lambda') return contextOfLambda(callee, args);
  return place.rules.hasContextFunctions ? 'unknown' : 'none';
}

function contextOfLambda(callee: LambdaNode, args: readonly ExpressionAst[]): 'none' | 'taken' | 'unknown' {
  if (callee.signature === undefined || !hasContextParameter(callee.signature)) return 'none';
  const isFirstOnly = /^<(?:[a-z]|\([a-z]+\))-[^-+]*$/.test(callee.signature);
  if (!isFirstOnly) return 'unknown';
  return signatureTakesContext(callee.signature, args) ? 'taken' : 'none';
}

/** The node as a step behind the root: there its context is the root, and it needs no rewriting but that of variables. */
function evaluatedAtRoot(node: CallNode | ApplyNode, place: Place): ExpressionAst {
  const within = rewriteAt(inner(place));
  return { kind: 'path', steps: [...stepsOf(place.rules.root()), { node: asOperand(mapOwnChildren(node, within)), stages: [] }] };
}

function asOperand(node: ExpressionAst): ExpressionAst {
  return node.kind === 'apply' ? { kind: 'block', expressions: [node] } : node;
}
