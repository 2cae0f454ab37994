import type { AsyncApiSubscription, CallAsyncApiTask } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import type { Bindings } from '../bind/bindings.ts';
import { bindCondition } from '../bind/condition.ts';
import { secondsAst } from '../bind/duration.ts';
import { constantValue, expressionValue, type BoundMember, type BoundValue } from '../bind/value.ts';
import { createExecutorExpressions, itemValue, type ExecutorExpressions } from '../events/executor-expressions.ts';
import { lowerEventLoop } from '../events/event-loop.ts';
import type { EventBinding } from '../events/filter.ts';
import { bindConsumed } from '../events/strategy.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import type { LoweringContext } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { bindSecrets } from '../secrets/bind-secrets.ts';
import { COMPOSITE_HONOURS, WORK_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `call: asyncapi`, for targets that say they can do it: one Task that publishes, or that consumes and answers the array of messages; with
 * `foreach`, the loop of `listen` over a subscription whose strategy is `{asyncapi}` (mapping §5.11).
 */
export const callAsyncApiRules: TaskRules<CallAsyncApiTask> = {
  honours: (task) => (task.subscription?.foreach === undefined ? WORK_HONOURS : COMPOSITE_HONOURS),
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const bindings = bodyBindings(task, inner, { place: 'with', values });
        const { subscription } = task;
        const foreach = subscription?.foreach;
        if (subscription === undefined || foreach === undefined) {
          return addWorkState(task, inner, { resource: 'uwf:asyncapi', given: callArguments(task, bindings, context), source: { kind: 'helper' }, values }, context);
        }
        const subscribe = loopArguments(task, bindings, context);
        return lowerEventLoop(task, inner, { foreach, values, subscribe, ...(subscription.until === undefined ? {} : { until: subscription.until }) }, context);
      },
      context,
    ),
};

/** The task's `with`, with the subscription's conditions for the executor. */
function callArguments(task: CallAsyncApiTask, bindings: Bindings, context: LoweringContext): BoundValue {
  const given = bindSecrets(task.with, bindings, context, 'authentication');
  const { subscription } = task;
  if (subscription === undefined || given.kind !== 'object') return given;
  const expressions = createExecutorExpressions();
  const described = describe(subscription, { bindings, context: context.bind, expressions }, 'all');
  return { ...given, members: [...given.members, { key: 'subscription', value: described }, { key: 'variables', value: expressions.variables(subscription.pointer) }] };
}

/** `uwf:subscribe` with messages in place of events; the loop itself asks `until`. */
function loopArguments(task: CallAsyncApiTask, bindings: Bindings, context: LoweringContext): BoundValue {
  const origin = task.pointer;
  const expressions: ExecutorExpressions = createExecutorExpressions();
  const given = bindSecrets(task.with, bindings, context, 'authentication');
  const described = task.subscription === undefined ? [] : [{ key: 'subscription', value: describe(task.subscription, { bindings, context: context.bind, expressions }, 'without-until') }];
  const messages: BoundValue = given.kind === 'object' ? { ...given, members: [...given.members, ...described] } : given;
  const members: readonly BoundMember[] = [
    { key: 'strategy', value: { kind: 'object', origin, members: [{ key: 'asyncapi', value: messages }] } },
    { key: 'read', value: constantValue('data', origin) },
    { key: 'variables', value: expressions.variables(origin) },
  ];
  return { kind: 'object', origin, members };
}

function describe(subscription: AsyncApiSubscription, binding: EventBinding, conditions: 'all' | 'without-until'): BoundValue {
  const { pointer, filter } = subscription;
  const root = itemValue(pointer);
  const filters: readonly BoundMember[] = filter === undefined ? [] : [{ key: 'filter', value: binding.expressions.write(bindCondition(filter, { ...binding.bindings, place: 'filter', root }, binding.context), filter.pointer) }];
  return { kind: 'object', origin: pointer, members: [...filters, { key: 'consume', value: { kind: 'object', origin: pointer, members: consume(subscription, binding, conditions) } }] };
}

/** `{amount?, while?, until?, seconds?}`: conditions see the array of what was consumed. */
function consume(subscription: AsyncApiSubscription, binding: EventBinding, conditions: 'all' | 'without-until'): readonly BoundMember[] {
  const { amount, while: goesOn, until, for: duration, pointer } = subscription;
  if (amount !== undefined && amount < 1) binding.context.report(diagnosticError('UWF-2054', pointer, 'The amount of messages must be at least 1.'));
  return [
    ...(amount === undefined ? [] : [{ key: 'amount', value: constantValue(amount, pointer) }]),
    ...(goesOn === undefined ? [] : [{ key: 'while', value: bindConsumed(goesOn, 'while', binding) }]),
    ...(until === undefined || conditions === 'without-until' ? [] : [{ key: 'until', value: bindConsumed(until, 'until', binding) }]),
    ...(duration === undefined ? [] : [{ key: 'seconds', value: expressionValue(secondsAst(duration, binding.bindings, binding.context), duration.pointer) }]),
  ];
}
