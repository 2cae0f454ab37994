import type { WaitTask } from '../../definition/model.ts';
import { writeSeconds } from '../bind/duration.ts';
import { isStateInput } from '../bind/value.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import { directiveTarget } from '../lowering/context.ts';
import { flowOfResult, withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import type { TaskRules } from './task-rules.ts';

/** `wait`: a Wait state, to the millisecond; the output is the transformed input (mapping §5.7). */
export const waitRules: TaskRules<WaitTask> = {
  honours: () => ({ timeout: false, outputSchema: false, placement: false }),
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const seconds = writeSeconds(task.duration, bodyBindings(task, inner, { place: 'wait', values }), context.bind);
        const next = directiveTarget(task.then, inner.list);
        const flow = flowOfResult(task, inner, { values, result: values.input, isStateOutput: isStateInput(values.input), next }, context);
        const origins = [{ field: '/Seconds', origin: task.duration.pointer }, ...flow.origins];
        return addState(task, inner, { part: 'body', state: { Type: 'Wait', Seconds: seconds, ...flow.dataFlow, Next: flow.next }, origins }, context);
      },
      context,
    ),
};
