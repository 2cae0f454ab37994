import type { AslDataFlow, ChoiceRule } from '../../asl/model.ts';
import type { ExpressionSpec, RetryPolicy, TaskNode, TryTask } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { variableValue, type Bindings } from '../bind/bindings.ts';
import { bindCondition, both, equal, negated } from '../bind/condition.ts';
import { secondsAst } from '../bind/duration.ts';
import { parsed } from '../bind/parsed.ts';
import { jsonAst, pathOf } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import type { Label } from '../ir/model.ts';
import { commonVariables } from './bindings.ts';
import { inputOf } from './catchers.ts';
import type { LoweringContext, Scope } from './context.ts';
import { addState } from './draft.ts';
import { catchesEverything, caughtMark, type Handler } from './handler.ts';
import { staticSeconds } from './retry-plan.ts';

/** A `try` whose errors are decided upon while the workflow runs. */
export interface Router {
  readonly task: TryTask;
  readonly handler: Handler;
  /** First place of the body: where a retry goes. */
  readonly first: Label;
}

/**
 * Adds the states that decide about an error (mapping §5.5 item 3), when something leads to them: retry it, handle it, or let it go on
 * outwards unchanged. They get the try's transformed input as their input, and the error in variables.
 */
export function addRouter(router: Router, scope: Scope, context: LoweringContext): void {
  const { task, handler } = router;
  if (!context.builder.isWanted(handler.router)) return;
  const policy = context.resolution.retries.get(task.catch.pointer);
  const accepted = acceptance(router, scope, context);
  const retry = handler.retry.kind === 'loop' ? addRetryRule(router, scope, accepted, context) : [];
  const isLast = accepted === undefined && handler.handles;
  const handle: readonly ChoiceRule[] = accepted === undefined || !handler.handles ? [] : [{ Condition: writeExpression(accepted), Next: handler.handler }];
  const otherwise = isLast ? { Default: handler.handler } : outwards(router, scope, context);
  const Choices = [...retry, ...handle];
  const origins = Choices.map((_, index) => ({ field: `/Choices/${index}/Condition`, origin: task.catch.when?.pointer ?? task.catch.pointer }));
  if (Choices.length === 0) {
    const { Default, ...dataFlow } = otherwise;
    addState(task, scope, { part: 'catch', state: { Type: 'Pass', ...dataFlow, Next: Default }, isSafe: true }, context);
    return;
  }
  addState(task, scope, { part: 'catch', state: { Type: 'Choice', Choices, ...otherwise }, isSafe: !isConditional(task.catch) && !isConditional(policy ?? {}), origins }, context);
}

/** True when an expression of the author decides as well. */
function isConditional(from: { readonly when?: ExpressionSpec; readonly exceptWhen?: ExpressionSpec }): boolean {
  return from.when !== undefined || from.exceptWhen !== undefined;
}

/** What the author's conditions of a `catch` see: the error as `$` and under its name. */
function errorBindings({ task, handler }: Router, scope: Scope, place: string): Bindings {
  const error = variableValue(handler.variables.error, task.catch.pointer);
  return {
    place,
    root: error,
    variables: new Map([...commonVariables(scope), [task.catch.as, error]]),
    states: {},
    task: { name: task.name, pointer: task.pointer, input: variableValue(handler.variables.input, task.pointer) },
  };
}

/** The whole filter as a condition; undefined when every error passes it. */
function acceptance(router: Router, scope: Scope, context: LoweringContext): ExpressionAst | undefined {
  const { handler, task } = router;
  const equalities = Object.entries({ ...handler.shape, ...handler.texts, ...(handler.instance === undefined ? {} : { instance: handler.instance }) });
  const conditions = [
    ...equalities.map(([member, value]) => equal(pathOf(handler.variables.error, member), jsonAst(value))),
    ...authorConditions(task.catch, errorBindings(router, scope, 'catch.when'), context),
  ];
  return allOf(conditions);
}

function authorConditions(from: { readonly when?: ExpressionSpec; readonly exceptWhen?: ExpressionSpec }, bindings: Bindings, context: LoweringContext): readonly ExpressionAst[] {
  const condition = (spec: ExpressionSpec): ExpressionAst => bindCondition(spec, bindings, context.bind);
  return [...(from.when === undefined ? [] : [condition(from.when)]), ...(from.exceptWhen === undefined ? [] : [negated(condition(from.exceptWhen))])];
}

function allOf(conditions: readonly ExpressionAst[]): ExpressionAst | undefined {
  return conditions.length === 0 ? undefined : conditions.reduce(both);
}

/** The rule that retries while the policy allows it, and the Wait that it leads to. */
function addRetryRule(router: Router, scope: Scope, accepted: ExpressionAst | undefined, context: LoweringContext): readonly ChoiceRule[] {
  const { task, handler, first } = router;
  const policy = context.resolution.retries.get(task.catch.pointer);
  if (policy === undefined) return [];
  const conditions = [...(accepted === undefined ? [] : [accepted]), ...retryConditions(router, scope, policy, context)];
  const { retries } = handler.variables;
  const wait = addState(
    task,
    scope,
    {
      part: 'retry',
      state: { Type: 'Wait', Seconds: retryDelay(router, scope, policy, context), Assign: { [retries]: writeExpression(parsed(`$${retries} + 1`)) }, Next: first },
      isSafe: policy.delay?.kind !== 'expression',
      origins: [{ field: '/Seconds', origin: policy.pointer }],
    },
    context,
  );
  return [{ Condition: writeExpression(allOf(conditions) ?? jsonAst(true)), Next: wait }];
}

function retryConditions(router: Router, scope: Scope, policy: RetryPolicy, context: LoweringContext): readonly ExpressionAst[] {
  const { retries, since } = router.handler.variables;
  const total = policy.totalDuration?.kind === 'milliseconds' ? policy.totalDuration.value : undefined;
  if (total !== undefined) context.builder.want(since);
  return [
    ...(policy.attemptCount === undefined ? [] : [parsed(`$${retries} < ${policy.attemptCount}`)]),
    ...(total === undefined ? [] : [parsed(`$toMillis($states.context.State.EnteredTime) - $${since} < ${total}`)]),
    ...authorConditions(policy, errorBindings(router, scope, 'retry.when'), context),
  ];
}

/** Seconds before the next attempt: `delay`, grown by the backoff, plus the jitter. The first retry waits `delay`. */
function retryDelay(router: Router, scope: Scope, policy: RetryPolicy, context: LoweringContext): number | string {
  const { retries } = router.handler.variables;
  const fixed = policy.delay === undefined ? 0 : staticSeconds(policy.delay);
  const jitter = jitterOf(policy);
  if (fixed !== undefined && policy.backoff === 'constant' && jitter === undefined) return fixed;
  const bindings = delayBindings(router, scope);
  const delay = policy.delay === undefined ? jsonAst(0) : secondsAst(policy.delay, bindings, context.bind);
  const grown = policy.backoff === 'constant' ? delay : times(delay, parsed(policy.backoff === 'linear' ? `($${retries} + 1)` : `$power(2, $${retries})`));
  return writeExpression(jitter === undefined ? grown : { kind: 'binary', operator: '+', lhs: grown, rhs: jitter });
}

/** The delay is computed from what the try got. */
function delayBindings(router: Router, scope: Scope): Bindings {
  const bindings = errorBindings(router, scope, 'retry.delay');
  const input = variableValue(router.handler.variables.input, router.task.pointer);
  return { ...bindings, root: input, variables: new Map([...bindings.variables, ['input', input]]) };
}

function jitterOf({ jitter }: RetryPolicy): ExpressionAst | undefined {
  if (jitter?.from.kind !== 'milliseconds' || jitter.to.kind !== 'milliseconds') return undefined;
  const spread = Math.max(0, jitter.to.value - jitter.from.value) / 1000;
  return parsed(`${jitter.from.value / 1000} + $random() * ${spread}`);
}

function times(lhs: ExpressionAst, rhs: ExpressionAst): ExpressionAst {
  return { kind: 'binary', operator: '*', lhs, rhs };
}

/**
 * Where an error goes that the `try` does not handle: to the next `try` around, or to the end of the execution under its own name. An
 * error of the DSL then tells the task it came from (`instance`), which its `Cause` did not say when an executor raised it.
 */
export function outwards({ task, handler }: { readonly task: TaskNode; readonly handler: Handler }, scope: Scope, context: LoweringContext): AslDataFlow & { readonly Default: Label } {
  const { error, fault } = handler.variables;
  const [outer] = scope.handlers;
  if (outer === undefined) {
    const cause = parsed(`$contains($${fault}.Error, "#") ? $string($${error}) : $${fault}.Cause`);
    const state = { Type: 'Fail', Error: writeExpression(pathOf(fault, 'Error')), Cause: writeExpression(cause) } as const;
    return { Default: addState(task, scope, { part: 'fault', state }, context) };
  }
  const isDirect = catchesEverything(outer) && outer.retry.kind === 'none';
  const target = isDirect ? outer.handler : outer.router;
  context.builder.want(target);
  context.builder.want(caughtMark(outer));
  return {
    Default: target,
    Assign: { [outer.variables.error]: writeExpression(pathOf(error)), [outer.variables.fault]: writeExpression(pathOf(fault)) },
    Output: inputOf(outer, scope, context),
  };
}
