import type { ForkTask, TaskNode } from '../../definition/model.ts';
import { diagnosticWarning } from '../../kernel/diagnostic.ts';
import { stateResult } from '../bind/bindings.ts';
import { parsed } from '../bind/parsed.ts';
import { expressionValue, isStateInput, type BoundValue } from '../bind/value.ts';
import { writeExpression, writeField } from '../bind/write.ts';
import { END, type Label } from '../ir/model.ts';
import type { TaskValues } from '../lowering/bindings.ts';
import { directiveTarget, entryLabel, type LoweringContext, type Scope } from '../lowering/context.ts';
import { flowOfResult, outputPass, withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { lowerEnclosure, enclosureRecovery, type Enclosure } from '../lowering/enclosure.ts';
import { saveValues } from '../lowering/saved-values.ts';
import { addSignal, signalCatcher, signalled, SIGNALS, STATE_INPUT } from '../lowering/signals.ts';
import { plainFlow, type ResultFlow } from '../lowering/template-pass.ts';
import { COMPOSITE_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `fork`: a Parallel with one branch for each task; the output is the array of their outputs (mapping §5.4). With `compete`, each branch
 * ends by a Fail that closes the others and carries its output. Exports change nothing outside of their branch, unless
 * `metadata.uwf.context` is `merge`. `end` in a branch ends the workflow with that branch's output.
 */
export const forkRules: TaskRules<ForkTask> = {
  honours: () => COMPOSITE_HONOURS,
  lower: (task, scope, context) => withInput(task, scope, (values, inner) => lowerFork(task, inner, values, context), context),
};

function lowerFork(task: ForkTask, scope: Scope, values: TaskValues, context: LoweringContext): Label {
  const isMerging = task.metadata.context === 'merge';
  const enclosures = task.branches.map((branch, index) => lowerBranch(task, scope, { branch, variant: `.branch${index + 1}`, isMerging }, context));
  if (!isMerging) warnOfExports(task, enclosures, context);
  const next = directiveTarget(task.then, scope.list);
  if (task.compete) return addRaceOfBranches(task, scope, { values, enclosures, isMerging, next }, context);
  const flow = isMerging && enclosures.some(({ hasExports }) => hasExports) ? mergingFlow(task, scope, { values, enclosures, next }, context) : flowOfResult(task, scope, { values, result: stateResult(task.pointer), isStateOutput: true, next }, context);
  return addParallel(task, scope, { values, enclosures, flow, recovery: enclosureRecovery(task, scope, { enclosures, first: [] }, context) }, context);
}

interface Branch {
  readonly branch: TaskNode;
  readonly variant: string;
  readonly isMerging: boolean;
}

/** A branch is a list of one task: no flow directive leads to another branch (UWF-1034). */
function lowerBranch(task: ForkTask, scope: Scope, { branch, variant, isMerging }: Branch, context: LoweringContext): Enclosure {
  const exit = (inside: Scope): Label => {
    if (task.compete) return addSignal(task, inside, { name: SIGNALS.win, part: 'output', variant: `${variant}.signal`, ...(isMerging ? { context: inside.context } : {}) }, context);
    if (!isMerging) return END;
    context.builder.want(inside.context);
    return addState(task, inside, { part: 'output', variant, state: { Type: 'Pass', Output: { o: STATE_INPUT, c: writeExpression(parsed(`$${inside.context}`)) }, Next: END } }, context);
  };
  const lower = (inside: Scope): Label => {
    context.lowerTask(branch, inside);
    return entryLabel(branch, inside);
  };
  return lowerEnclosure(task, scope, { tasks: [branch], variant, exit, lower, isAdopted: false }, context);
}

function warnOfExports(task: ForkTask, enclosures: readonly Enclosure[], { builder }: LoweringContext): void {
  enclosures.forEach(({ hasExports }, index) => {
    const branch = task.branches[index];
    if (!hasExports || branch === undefined) return;
    builder.report(diagnosticWarning('UWF-2072', branch.pointer, `What branch '${branch.name}' exports is not seen after task '${task.name}'.`));
  });
}

interface ParallelParts {
  readonly values: TaskValues;
  readonly enclosures: readonly Enclosure[];
  readonly flow: ResultFlow;
  readonly recovery: ReturnType<typeof enclosureRecovery>;
}

function addParallel(task: ForkTask, scope: Scope, { values, enclosures, flow, recovery }: ParallelParts, context: LoweringContext): Label {
  const given = isStateInput(values.input) ? undefined : writeField(values.input, '/Arguments');
  const state = {
    Type: 'Parallel',
    Branches: [],
    ...(given === undefined ? {} : { Arguments: given.json }),
    ...recovery,
    ...flow.dataFlow,
    Next: flow.next,
  } as const;
  return addState(task, scope, { part: 'body', state, opens: enclosures.map(({ opens }) => opens), origins: [...(given?.origins ?? []), ...flow.origins] }, context);
}

interface JoinRequest {
  readonly values: TaskValues;
  readonly enclosures: readonly Enclosure[];
  readonly next: Label;
}

/** The first branch that is done decides: its output is the fork's, what the Parallel itself gives is never used. */
function addRaceOfBranches(task: ForkTask, scope: Scope, request: JoinRequest & { readonly isMerging: boolean }, context: LoweringContext): Label {
  const { values, enclosures, next } = request;
  const adopts = request.isMerging && enclosures.some(({ hasExports }) => hasExports) ? adopted(scope, context) : undefined;
  const won = expressionValue(signalled('o'), task.pointer);
  const flow = adopts === undefined ? flowOfResult(task, scope, { values, result: won, isStateOutput: false, next }, context) : adoptingFlow(task, scope, { values, next, result: won, assign: { [adopts]: writeExpression(signalled('c')) } }, context);
  const recovery = enclosureRecovery(task, scope, { enclosures, first: [signalCatcher(SIGNALS.win, flow.next, flow.dataFlow)] }, context);
  const parts: ParallelParts = { values, enclosures, recovery, flow: { dataFlow: {}, next, origins: flow.origins.map(({ field, origin }) => ({ field: `/Catch/0${field}`, origin })) } };
  return addParallel(task, scope, parts, context);
}

function adopted(scope: Scope, { builder }: LoweringContext): string {
  builder.want(scope.context);
  return scope.context;
}

/** Outputs and contexts come in envelopes; the context is settled before `output.as` and `export.as` read it. */
function mergingFlow(task: ForkTask, scope: Scope, { values, enclosures, next }: JoinRequest, context: LoweringContext): ResultFlow {
  const variable = adopted(scope, context);
  const result: BoundValue = { kind: 'array', origin: task.pointer, items: enclosures.map((_, index) => expressionValue(parsed(`$states.result[${index}].o`), task.pointer)) };
  const changes = enclosures.flatMap(({ hasExports }, index) => (hasExports ? [changedMembers(`$states.result[${index}].c`, variable)] : []));
  const merged = parsed(`$merge([$type($${variable}) = "object" ? $${variable} : {}, ${changes.join(', ')}])`);
  return adoptingFlow(task, scope, { values, next, result, assign: { [variable]: writeExpression(merged) } }, context);
}

/** Members of a branch's context that are not what they were before the fork. */
function changedMembers(after: string, variable: string): string {
  return `$type(${after}) = "object" ? $sift(${after}, function($value, $name) { $not($value = ($type($${variable}) = "object" ? $lookup($${variable}, $name))) })`;
}

interface Adoption {
  readonly values: TaskValues;
  readonly next: Label;
  readonly result: BoundValue;
  readonly assign: { readonly [variable: string]: string };
}

function adoptingFlow(task: ForkTask, scope: Scope, { values, next, result, assign }: Adoption, context: LoweringContext): ResultFlow {
  const saved = saveValues(values, context);
  const after = outputPass(task, scope, { part: 'output', values: saved.values, next }, context);
  const plain = plainFlow(result, false, after);
  return { ...plain, dataFlow: { ...plain.dataFlow, Assign: { ...saved.assign().Assign, ...assign } } };
}
