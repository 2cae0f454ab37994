import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { AslDataFlow, TaskState, UwfResource } from '../../asl/model.ts';
import type { EventLoop, ExpressionSpec, SchemaSpec, TaskNode } from '../../definition/model.ts';
import { stateInput, variableValue } from '../bind/bindings.ts';
import { bindCondition } from '../bind/condition.ts';
import { parsed } from '../bind/parsed.ts';
import { bindTransform } from '../bind/template.ts';
import { pathOf, toAst, type BoundValue } from '../bind/value.ts';
import { writeExpression, writeField } from '../bind/write.ts';
import type { FieldOrigin, Label, StatePart } from '../ir/model.ts';
import { bodyBindings, exportBindings, outputBindings, type TaskValues } from '../lowering/bindings.ts';
import { errorHandling } from '../lowering/catchers.ts';
import { directiveTarget, placeOf, type LoweringContext, type Scope } from '../lowering/context.ts';
import { flowOfResult } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import type { Handler } from '../lowering/handler.ts';
import { lowerList } from '../lowering/lower-list.ts';
import { outwards } from '../lowering/router.ts';
import { addValidation } from '../lowering/schemas.ts';
import { newVariable, saveValues, type SavedValues } from '../lowering/saved-values.ts';

/** Events one after the other, with tasks for each. */
export interface EventLoopPlan {
  readonly foreach: EventLoop;
  readonly values: TaskValues;
  /** Ends the loop; `$` is the array of what was consumed. */
  readonly until?: ExpressionSpec;
  /** Arguments of `uwf:subscribe`. */
  readonly subscribe: BoundValue;
}

/**
 * Subscribes, takes one event after the other, runs the tasks for each, and unsubscribes: when the events are over, when the tasks end the
 * workflow, and when one of them fails (mapping §5.9). Every round starts with the task's transformed input; the output is the array of what
 * `foreach.output.as` makes of the rounds.
 */
export function lowerEventLoop(task: TaskNode, scope: Scope, plan: EventLoopPlan, context: LoweringContext): Label {
  const variables = loopVariables(context);
  const saved = saveValues(plan.values, context, variables.input);
  const loop: Loop = { task, scope, plan, variables, saved, context, inside: insideOf(task, scope, { plan, variables }) };
  const first = addRounds(loop);
  addFailureWay(loop);
  context.builder.want(variables.input);
  const start = { [variables.outputs]: [], [variables.index]: -1, [variables.subscription]: '{% $states.result.subscription %}', ...(plan.until === undefined ? {} : { [variables.consumed]: [] }) };
  return addTask(loop, { part: 'body', variant: '', resource: 'uwf:subscribe', given: plan.subscribe, scope, dataFlow: { Assign: { ...saved.assign().Assign, ...start } }, next: first });
}

interface Loop {
  readonly task: TaskNode;
  readonly scope: Scope;
  readonly plan: EventLoopPlan;
  readonly variables: LoopVariables;
  readonly saved: SavedValues;
  readonly context: LoweringContext;
  /** The scope of the tasks of a round, without their list. */
  readonly inside: Omit<Scope, 'list'> & { readonly handler: Handler };
}

interface LoopVariables extends Pick<Handler, 'variables'> {
  readonly input: string;
  readonly subscription: string;
  readonly outputs: string;
  readonly consumed: string;
  readonly item: string;
  readonly index: string;
  readonly isThere: string;
  readonly isDone: string;
}

function loopVariables(context: LoweringContext): LoopVariables {
  const input = newVariable('input', context);
  return {
    input,
    subscription: newVariable('subscription', context),
    outputs: newVariable('outputs', context),
    consumed: newVariable('consumed', context),
    item: newVariable('item', context),
    index: newVariable('index', context),
    isThere: newVariable('there', context),
    isDone: newVariable('done', context),
    variables: { error: newVariable('error', context), fault: newVariable('fault', context), input, retries: newVariable('retries', context), since: newVariable('since', context) },
  };
}

function insideOf(task: TaskNode, scope: Scope, { plan, variables }: Pick<Loop, 'plan' | 'variables'>): Loop['inside'] {
  const handler = unsubscribing(task, scope, variables);
  const { item, at, pointer } = plan.foreach;
  const own = [[item, variableValue(variables.item, pointer)], [at, variableValue(variables.index, pointer)]] as const;
  return { ...scope, handlers: [handler, ...scope.handlers], variables: new Map([...scope.variables, ...own]), unchanged: new Set(), handler };
}

/** Takes every error of the tasks inside, as a `try` would whose handler raises it again. */
function unsubscribing(task: TaskNode, scope: Scope, { variables }: LoopVariables): Handler {
  const router = `${placeOf(task, scope)}#catch`;
  return { pointer: task.pointer, shape: {}, texts: {}, isUnconditional: true, retry: { kind: 'loop' }, handles: true, handler: router, router, variables };
}

interface LoopTask {
  readonly part: StatePart;
  readonly variant: string;
  readonly resource: UwfResource;
  readonly given: BoundValue;
  readonly scope: Pick<Scope, 'handlers' | 'unchanged'>;
  readonly dataFlow: AslDataFlow;
  readonly origins?: readonly FieldOrigin[];
  readonly next: Label;
}

function addTask(loop: Loop, work: LoopTask): Label {
  const { task, context } = loop;
  const scope: Scope = { ...loop.scope, ...work.scope };
  const args = writeField(work.given, '/Arguments');
  const handling = errorHandling(scope, { source: { kind: 'helper' }, instance: task.pointer }, context);
  const state: TaskState = { Type: 'Task', Resource: work.resource, Arguments: args.json, ...handling, ...work.dataFlow, Next: work.next };
  return addState(task, scope, { part: work.part, variant: work.variant, state, origins: [...args.origins, ...(work.origins ?? [])] }, context);
}

function subscriptionOnly({ variables, task }: Loop): BoundValue {
  const value = variableValue(variables.subscription, task.pointer);
  return { kind: 'object', origin: task.pointer, members: [{ key: 'subscription', value }] };
}

/** The states of a round; gives back the one that takes the next event. */
function addRounds(loop: Loop): Label {
  const { task, scope, variables, inside, context, plan } = loop;
  const finish = addFinish(loop, { part: 'output', next: directiveTarget(task.then, scope.list) });
  const take = `${placeOf(task, scope)}#body.next`;
  const again = addAgain(loop, { take, finish });
  const { handler: _handler, ...rest } = inside;
  const first = lowerList(task, plan.foreach.tasks, { ...rest, exit: addRoundOutput(loop, again), end: endOf(loop) }, context);
  const decide = { Type: 'Choice', Choices: [{ Condition: writeExpression(pathOf(variables.isThere)), Next: first }], Default: finish } as const;
  const next = addState(task, scope, { part: 'body', variant: '.event', state: decide }, context);
  return addTask(loop, { part: 'body', variant: '.next', resource: 'uwf:next-event', given: subscriptionOnly(loop), scope: inside, dataFlow: taken(loop), next });
}

/** What is kept of an event; nothing came when the subscription was over. */
function taken({ variables, plan }: Loop): AslDataFlow {
  const { item, isThere, isDone, index, consumed, input } = variables;
  const append = `$exists($states.result.event) ? ${appending(consumed, '$states.result.event')} : $${consumed}`;
  return {
    Assign: {
      [item]: '{% $exists($states.result.event) ? $states.result.event : null %}',
      [isThere]: '{% $exists($states.result.event) %}',
      [isDone]: '{% $states.result.done = true %}',
      [index]: `{% $${index} + 1 %}`,
      ...(plan.until === undefined ? {} : { [consumed]: `{% ${append} %}` }),
    },
    Output: `{% $${input} %}`,
  };
}

/** An array keeps its own brackets: JSONata would join it with the others. */
function appending(list: string, item: string): string {
  return `$append($${list}, $type(${item}) = "array" ? [[${item}]] : [${item}])`;
}

/** After a round: its output is checked, kept, and exported. */
function addRoundOutput(loop: Loop, next: Label): Label {
  const { task, inside, variables, saved, context, plan } = loop;
  const { foreach } = plan;
  const result = plan.foreach.tasks.length === 0 ? variableValue(variables.item, foreach.pointer) : stateInput(foreach.pointer);
  const scope: Scope = { ...inside, list: loop.scope.list };
  const at = { values: saved.values, result };
  const output = foreach.output.as === undefined ? result : bindTransform(foreach.output.as, outputBindings(task, scope, at), context.bind);
  const exported = foreach.export.as === undefined ? undefined : bindTransform(foreach.export.as, exportBindings(task, scope, { ...at, output }), context.bind);
  const kept = { kind: 'block', expressions: [{ kind: 'bind', name: 'uwf_round', value: toAst(output) }, parsed(appending(variables.outputs, '$uwf_round'))] } as const;
  if (exported !== undefined) context.builder.want(scope.context);
  const Assign = { [variables.outputs]: writeExpression(kept), ...(exported === undefined ? {} : { [scope.context]: writeField(exported, '').json }) };
  const keep = addState(task, loop.scope, { part: 'output', variant: '.each', state: { Type: 'Pass', Assign, Next: next } }, context);
  const afterExport = addCheck(loop, { variant: '.each.export', schema: foreach.export.schema, value: exported ?? output, next: keep });
  return addCheck(loop, { variant: '.each.schema', schema: foreach.output.schema, value: output, next: afterExport });
}

/** A state that checks a part of a round, where a schema says how it must be; a failure leaves the loop as every other. */
function addCheck({ task, scope, inside, context }: Loop, check: { readonly variant: string; readonly schema: SchemaSpec | undefined; readonly value: BoundValue; readonly next: Label }): Label {
  const { schema, ...rest } = check;
  if (schema === undefined) return check.next;
  const dataFlow = { Output: writeExpression(pathOf('states', 'input')) };
  return addValidation(task, { ...scope, handlers: inside.handlers, unchanged: new Set() }, { ...rest, part: 'output', schema, dataFlow, origins: [] }, context);
}

/** Goes on with the next event, unless that was the last or the author's condition holds. */
function addAgain(loop: Loop, to: { readonly take: Label; readonly finish: Label }): Label {
  const { task, inside, variables, saved, context, plan } = loop;
  const bindings = bodyBindings(task, { ...inside, list: loop.scope.list }, { place: 'until', values: saved.values });
  const root = variableValue(variables.consumed, task.pointer);
  const done = { Condition: writeExpression(pathOf(variables.isDone)), Next: to.finish };
  const until = plan.until === undefined ? [] : [{ Condition: writeExpression(bindCondition(plan.until, { ...bindings, root }, context.bind)), Next: to.finish }];
  const state = { Type: 'Choice', Choices: [done, ...until], Default: to.take } as const;
  const origins = plan.until === undefined ? [] : [{ field: '/Choices/1/Condition', origin: plan.until.pointer }];
  return addState(task, loop.scope, { part: 'output', variant: '.again', state, origins }, context);
}

/** Unsubscribes and gives out what the rounds have left. */
function addFinish(loop: Loop, way: { readonly part: 'output' | 'end'; readonly next: Label }): Label {
  const { task, scope, variables, saved, context } = loop;
  const result = variableValue(variables.outputs, task.pointer);
  const flow = flowOfResult(task, { ...scope, unchanged: new Set() }, { values: saved.values, result, isStateOutput: false, next: way.next }, context);
  return addTask(loop, { part: way.part, variant: '', resource: 'uwf:unsubscribe', given: subscriptionOnly(loop), scope: { handlers: scope.handlers, unchanged: new Set() }, dataFlow: flow.dataFlow, origins: flow.origins, next: flow.next });
}

function endOf(loop: Loop): () => Label {
  let made: Label | undefined;
  return () => (made ??= addFinish(loop, { part: 'end', next: loop.scope.list.end() }));
}

/** An error leaves the loop as it was raised, once the subscription is gone; that unsubscribing fails as well changes nothing. */
function addFailureWay(loop: Loop): void {
  const { task, inside, context, variables } = loop;
  if (!context.builder.isWanted(inside.handler.router)) return;
  const scope: Scope = { ...loop.scope, unchanged: new Set() };
  const { Default, ...dataFlow } = outwards({ task, handler: inside.handler }, scope, context);
  const raise = Object.keys(dataFlow).length === 0 ? Default : addState(task, scope, { part: 'catch', variant: '.again', state: { Type: 'Pass', ...dataFlow, Next: Default } }, context);
  const args = { subscription: writeExpression(pathOf(variables.subscription)) };
  const state: TaskState = { Type: 'Task', Resource: 'uwf:unsubscribe', Arguments: args, Catch: [{ ErrorEquals: [ERROR_NAMES.all], Next: raise }], Next: raise };
  addState(task, scope, { part: 'catch', state }, context);
}
