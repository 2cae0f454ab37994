import type { ListenTask } from '../../definition/model.ts';
import { constantValue, type BoundValue } from '../bind/value.ts';
import { createExecutorExpressions } from '../events/executor-expressions.ts';
import { lowerEventLoop } from '../events/event-loop.ts';
import { bindStrategy } from '../events/strategy.ts';
import { bodyBindings, type TaskValues } from '../lowering/bindings.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { COMPOSITE_HONOURS, RUNTIME_HONOURS, type TaskRules } from './task-rules.ts';

/** `listen`: one Task `uwf:listen`; with `foreach`, a subscription and a loop over its events (mapping §5.9). */
export const listenRules: TaskRules<ListenTask> = {
  honours: (task) => (task.foreach === undefined ? RUNTIME_HONOURS : COMPOSITE_HONOURS),
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const { foreach } = task;
        if (foreach !== undefined) return lowerEventLoop(task, inner, { foreach, values, ...untilOf(task), subscribe: subscriptionOf(task, inner, values, context) }, context);
        const given = listenArguments(task, inner, values, context);
        return addWorkState(task, inner, { resource: 'uwf:listen', given, source: { kind: 'helper' }, values }, context);
      },
      context,
    ),
};

/** In a loop the workflow itself evaluates a condition, after each event, so that it sees what the tasks inside have exported. */
function untilOf({ to }: ListenTask): Pick<Parameters<typeof lowerEventLoop>[2], 'until'> {
  return to.kind === 'any' && to.until !== undefined && !('kind' in to.until) ? { until: to.until } : {};
}

/** A condition that never holds. */
const NEVER = { kind: 'value', value: false } as const;

function subscriptionOf(task: ListenTask, scope: Scope, values: TaskValues, context: LoweringContext): BoundValue {
  const { until } = untilOf(task);
  if (until === undefined || task.to.kind !== 'any') return listenArguments(task, scope, values, context);
  const { until: _until, ...strategy } = task.to;
  const endless = { ...task, to: strategy };
  const given = listenArguments(endless, scope, values, context);
  return given.kind === 'object' ? { ...given, members: given.members.map((member) => (member.key === 'strategy' ? { ...member, value: goingOn(member.value, until.pointer) } : member)) } : given;
}

/** The subscription itself never ends by a condition; without one it would end with the first event. */
function goingOn(strategy: BoundValue, pointer: string): BoundValue {
  if (strategy.kind !== 'object') return strategy;
  return { ...strategy, members: [...strategy.members, { key: 'until', value: createExecutorExpressions().write(NEVER, pointer) }] };
}

/** `ListenTaskArguments`. */
function listenArguments(task: ListenTask, scope: Scope, values: TaskValues, context: LoweringContext): BoundValue {
  const expressions = createExecutorExpressions();
  const bindings = bodyBindings(task, scope, { place: 'listen', values });
  const strategy = bindStrategy(task.to, { bindings, context: context.bind, expressions });
  const members = [
    { key: 'strategy', value: strategy },
    { key: 'read', value: constantValue(task.read, task.pointer) },
    { key: 'variables', value: expressions.variables(task.pointer) },
  ];
  return { kind: 'object', origin: task.to.pointer, members };
}
