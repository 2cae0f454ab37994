import type { ExpressionAst, FilterStage, PathNode, PathStep } from '../../expression/jsonata/ast.ts';
import { mapChildren } from '../../expression/jsonata/visit.ts';
import { isPlainStep, pathStart } from './path-start.ts';

/** Asked for every variable with the plain names that follow it; undefined leaves the variable as it is. */
export type FactLookup = (variable: string, members: readonly string[]) => { readonly ast: ExpressionAst; readonly used: number } | undefined;

/** Puts expressions in place of member paths like `$workflow.input`. What comes in is not looked at again. */
export function replaceFacts(node: ExpressionAst, lookUp: FactLookup): ExpressionAst {
  const rewrite = (child: ExpressionAst): ExpressionAst => replaceFacts(child, lookUp);
  if (node.kind === 'variable') return replaceVariable(node, lookUp);
  if (node.kind !== 'path') return mapChildren(node, rewrite);
  const [first] = node.steps;
  if (first?.node.kind !== 'variable') return mapChildren(node, rewrite);
  const fact = isPlainStep(first) ? lookUp(first.node.name, plainMembers(node.steps)) : lookUp(first.node.name, []);
  if (fact === undefined) return mapChildren(node, rewrite);
  const rewritten = mapChildren({ ...node, steps: node.steps.slice(fact.used + 1) }, rewrite);
  const last = fact.used === 0 ? first : (node.steps[fact.used] ?? first);
  return joinPath(fact.ast, { last: rewriteStages(last, rewrite), rest: rewritten });
}

function replaceVariable(node: Extract<ExpressionAst, { kind: 'variable' }>, lookUp: FactLookup): ExpressionAst {
  const rewritten = mapChildren(node, (child) => replaceFacts(child, lookUp));
  const fact = lookUp(node.name, []);
  return fact === undefined ? rewritten : withTail(fact.ast, rewritten);
}

/** Names after the first step, up to the first one that filters, binds or is not a name; that one may still be used as the last. */
function plainMembers(steps: readonly PathStep[]): readonly string[] {
  const members: string[] = [];
  for (const step of steps.slice(1)) {
    if (step.node.kind !== 'name' || step.focus !== undefined || step.index !== undefined) break;
    members.push(step.node.value);
    if (!isPlainStep(step)) break;
  }
  return members;
}

function rewriteStages(step: PathStep, rewrite: (node: ExpressionAst) => ExpressionAst): PathStep {
  const stages = step.stages.map((stage) => (stage.kind === 'filter' ? { ...stage, expression: rewrite(stage.expression) } : stage));
  return { ...step, stages };
}

function joinPath(head: ExpressionAst, tail: { readonly last: PathStep; readonly rest: ExpressionAst }): ExpressionAst {
  const following = tail.rest.kind === 'path' ? tail.rest.steps : [];
  const base = withTail(head, tail.last.node);
  if (following.length === 0) return withTail(withStages(base, tail.last), tail.rest);
  const steps = [...pathStart(withStages(base, tail.last)), ...following];
  return withTail({ kind: 'path', steps }, tail.rest);
}

function withStages(head: ExpressionAst, step: PathStep): ExpressionAst {
  const filters = step.stages.filter((stage): stage is FilterStage => stage.kind === 'filter');
  if (filters.length === 0) return head;
  if (head.kind === 'path' && !head.predicate && !head.group) return addToLastStep(head, filters);
  return { ...head, predicate: [...(head.predicate ?? []), ...filters] };
}

function addToLastStep(path: PathNode, filters: readonly FilterStage[]): ExpressionAst {
  const last = path.steps.at(-1);
  if (last === undefined) return path;
  return { ...path, steps: [...path.steps.slice(0, -1), { ...last, stages: [...last.stages, ...filters] }] };
}

/** Hands on the `[]`, filters and groups of the node that went away. */
function withTail(node: ExpressionAst, gone: ExpressionAst): ExpressionAst {
  if (gone.predicate === undefined && gone.group === undefined && gone.keepArray === undefined) return node;
  const base: ExpressionAst = node.predicate || node.group ? { kind: 'block', expressions: [node] } : node;
  return {
    ...base,
    ...(gone.keepArray && { keepArray: gone.keepArray }),
    ...(gone.predicate && { predicate: gone.predicate }),
    ...(gone.group && { group: gone.group }),
  };
}
