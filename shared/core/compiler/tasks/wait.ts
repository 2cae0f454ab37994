import type { DurationSpec, WaitTask } from '../../definition/model.ts';
import { writeSeconds } from '../bind/duration.ts';
import { isStateInput } from '../bind/value.ts';
import { STANDARD_ERRORS } from '../errors/types.ts';
import type { Label } from '../ir/model.ts';
import { bodyBindings, type TaskValues } from '../lowering/bindings.ts';
import { directiveTarget, type LoweringContext, type Scope } from '../lowering/context.ts';
import { flowOfResult, withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { addError } from './raise.ts';
import { INSTANT_HONOURS, type TaskRules } from './task-rules.ts';

/** `wait`: a Wait state, to the millisecond; the output is the transformed input (mapping §5.7). A shorter timeout is found while compiling. */
export const waitRules: TaskRules<WaitTask> = {
  honours: (task, context) => ({ ...INSTANT_HONOURS, timeout: isStatic(task.duration) && isStatic(context.resolution.timeouts.get(task.pointer)) }),
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const limit = context.resolution.timeouts.get(task.pointer);
        const isTooLong = limit?.kind === 'milliseconds' && task.duration.kind === 'milliseconds' && limit.value < task.duration.value;
        return isTooLong ? waitInVain(task, inner, { values, limit }, context) : lowerWait(task, inner, values, context);
      },
      context,
    ),
};

function isStatic(duration: DurationSpec | undefined): boolean {
  return duration === undefined || duration.kind === 'milliseconds';
}

function lowerWait(task: WaitTask, scope: Scope, values: TaskValues, context: LoweringContext): Label {
  const seconds = writeSeconds(task.duration, bodyBindings(task, scope, { place: 'wait', values }), context.bind);
  const next = directiveTarget(task.then, scope.list);
  const flow = flowOfResult(task, scope, { values, result: values.input, isStateOutput: isStateInput(values.input), next }, context);
  const origins = [{ field: '/Seconds', origin: task.duration.pointer }, ...flow.origins];
  return addState(task, scope, { part: 'body', state: { Type: 'Wait', Seconds: seconds, ...flow.dataFlow, Next: flow.next }, origins }, context);
}

/** Waits as long as it may, then fails (mapping §5.14). */
function waitInVain(task: WaitTask, scope: Scope, at: { readonly values: TaskValues; readonly limit: DurationSpec }, context: LoweringContext): Label {
  const { limit, values } = at;
  const spec = { pointer: limit.pointer, type: STANDARD_ERRORS.timeout, status: 408, title: { pointer: limit.pointer, value: 'Timeout' } };
  const over = addError(task, scope, { spec, values, part: 'fault' }, context);
  const seconds = writeSeconds(limit, bodyBindings(task, scope, { place: 'timeout', values }), context.bind);
  return addState(task, scope, { part: 'body', state: { Type: 'Wait', Seconds: seconds, Next: over }, origins: [{ field: '/Seconds', origin: limit.pointer }] }, context);
}
