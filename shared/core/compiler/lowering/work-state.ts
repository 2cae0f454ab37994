import type { TaskState } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import { stateResult } from '../bind/bindings.ts';
import { writeSeconds } from '../bind/duration.ts';
import type { BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import type { FallibleKind } from '../errors/possible.ts';
import type { Label } from '../ir/model.ts';
import { bodyBindings, type TaskValues } from './bindings.ts';
import { errorHandling } from './catchers.ts';
import { directiveTarget, type LoweringContext, type Scope } from './context.ts';
import { flowOfResult } from './data-flow.ts';
import { placedSchema } from './schemas.ts';
import { addState, placementTraits, type TaskDraft } from './draft.ts';

/** Work that a Task state hands out. */
export interface Work {
  readonly resource: TaskState['Resource'];
  readonly given: BoundValue;
  readonly source: FallibleKind;
  readonly values: TaskValues;
  /** Raw output of the task, where it is not what the work gives. */
  readonly result?: BoundValue;
  /** What the placement has to know besides what the author says. */
  readonly traits?: NonNullable<TaskDraft['traits']>;
}

/** Adds the Task state of a call: arguments, time limit, error handling, output and context in one state (mapping §4.1). */
export function addWorkState(task: TaskNode, scope: Scope, work: Work, context: LoweringContext): Label {
  const args = writeField(work.given, '/Arguments');
  const next = directiveTarget(task.then, scope.list);
  const flow = flowOfResult(task, scope, { values: work.values, result: work.result ?? stateResult(task.pointer), isStateOutput: work.result === undefined, next }, context);
  const timeout = timeLimit(task, scope, work, context);
  const state: TaskState = {
    Type: 'Task',
    Resource: work.resource,
    Arguments: args.json,
    ...(timeout === undefined ? {} : { TimeoutSeconds: timeout.value }),
    ...errorHandling(scope, { source: work.source, instance: task.pointer }, context),
    ...flow.dataFlow,
    Next: flow.next,
  };
  const schema = placedSchema(task, context);
  const traits = {
    ...placementTraits(task),
    ...(work.source.kind === 'function' ? { entry: work.source.entry } : {}),
    ...(schema === undefined ? {} : { resultSchema: schema }),
    ...work.traits,
  };
  const limitOrigin = timeout?.origin === undefined ? [] : [{ field: '/TimeoutSeconds', origin: timeout.origin }];
  return addState(task, scope, { part: 'body', state, origins: [...args.origins, ...limitOrigin, ...flow.origins], traits }, context);
}

/** The task's own timeout, else the function's; never more than one attempt of the `try` around may take. */
function timeLimit(task: TaskNode, scope: Scope, work: Work, context: LoweringContext): { readonly value: number | string; readonly origin?: string } | undefined {
  const attempt = scope.handlers.map((handler) => handler.attemptSeconds).find((seconds) => seconds !== undefined);
  const own = context.resolution.timeouts.get(task.pointer);
  if (own !== undefined) {
    const value = writeSeconds(own, bodyBindings(task, scope, { place: 'timeout', values: work.values }), context.bind);
    return { value: typeof value === 'number' && attempt !== undefined ? Math.min(value, attempt) : value, origin: own.pointer };
  }
  const declared = work.source.kind === 'function' ? work.source.entry.timeoutSeconds : undefined;
  const limits = [declared, attempt].filter((seconds) => seconds !== undefined);
  return limits.length === 0 ? undefined : { value: Math.min(...limits) };
}
