import type { TryTask } from '../../definition/model.ts';
import { diagnosticWarning } from '../../kernel/diagnostic.ts';
import { stateInput, variableValue } from '../bind/bindings.ts';
import { bindTransform } from '../bind/template.ts';
import type { BoundValue } from '../bind/value.ts';
import { canonicalErrorType } from '../errors/types.ts';
import type { Label } from '../ir/model.ts';
import { rawBindings } from '../lowering/bindings.ts';
import { waysOut, type WaysOut } from '../lowering/composite.ts';
import { directiveTarget, placeOf, type LoweringContext, type Scope } from '../lowering/context.ts';
import { outputPass } from '../lowering/data-flow.ts';
import { caughtMark, type Handler } from '../lowering/handler.ts';
import { lowerList } from '../lowering/lower-list.ts';
import { planRetry } from '../lowering/retry-plan.ts';
import { addRouter } from '../lowering/router.ts';
import { newVariable, saveValues, type SavedValues } from '../lowering/saved-values.ts';
import { tryEntry } from '../lowering/try-entry.ts';
import { COMPOSITE_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `try`: its body in the same machine, its `catch` as `Catch` entries of every state that can fail (mapping §5.5). Retries first; `catch.do`
 * once, when they are used up or do not apply; its input is the try's transformed input; what was exported before the failure stays.
 */
export const tryRules: TaskRules<TryTask> = {
  honours: () => COMPOSITE_HONOURS,
  lower: (task, scope, context) => {
    const raw = stateInput(task.pointer);
    const input = task.input.from === undefined ? raw : bindTransform(task.input.from, rawBindings(task, scope, { place: 'input.from', raw }), context.bind);
    const variables = newHandlerVariables(context);
    const saved = saveValues({ raw, input }, context, variables.input);
    const same = task.input.from === undefined ? scope.unchanged : new Set<Handler>();
    const ways = waysOut(task, scope, saved.values, context);
    const handler = createHandler(task, { ...scope, unchanged: same }, { saved, variables, ways }, context);
    const first = lowerList(task, task.tasks, { ...scope, ...ways, handlers: [handler, ...scope.handlers], unchanged: new Set([...same, handler]) }, context);
    addRouter({ task, handler, first }, { ...scope, unchanged: same }, context);
    checkReach(task, handler, context);
    return tryEntry(task, scope, { handler, input, saved, first }, context);
  },
};

function newHandlerVariables(context: LoweringContext): Handler['variables'] {
  return {
    error: newVariable('error', context),
    fault: newVariable('fault', context),
    input: newVariable('try', context),
    retries: newVariable('retries', context),
    since: newVariable('since', context),
  };
}

interface HandlerParts {
  readonly saved: SavedValues;
  readonly variables: Handler['variables'];
  readonly ways: WaysOut;
}

function createHandler(task: TryTask, scope: Scope, parts: HandlerParts, context: LoweringContext): Handler {
  const { errors } = task.catch;
  const base = {
    pointer: task.pointer,
    shape: { ...(errors.type === undefined ? {} : { type: canonicalErrorType(errors.type) }), ...(errors.status === undefined ? {} : { status: errors.status }) },
    ...(errors.instance === undefined ? {} : { instance: errors.instance }),
    texts: { ...(errors.title === undefined ? {} : { title: errors.title }), ...(errors.detail === undefined ? {} : { detail: errors.detail }) },
    isUnconditional: task.catch.when === undefined && task.catch.exceptWhen === undefined,
  };
  const plan = planRetry(task, base, context);
  return {
    ...base,
    ...plan,
    handles: plan.retry.kind === 'none' || task.catch.tasks !== undefined || task.catch.then.kind !== 'continue',
    handler: lowerHandler(task, scope, parts, context),
    router: `${placeOf(task, scope)}#catch`,
    variables: parts.variables,
  };
}

/** `catch.do`, then the try's own output, then `catch.then`. Errors in it belong to the `try` tasks around. */
function lowerHandler(task: TryTask, scope: Scope, { saved, variables, ways }: HandlerParts, context: LoweringContext): Label {
  const { catch: caught } = task;
  const done =
    caught.then.kind === 'continue'
      ? ways.exit
      : outputPass(task, scope, { part: 'output', variant: '.catch', values: saved.values, next: directiveTarget(caught.then, scope.list) }, context);
  if (caught.tasks === undefined) return done;
  const error: BoundValue = variableValue(variables.error, caught.pointer);
  const inside = { ...scope, variables: new Map([...scope.variables, [caught.as, error]]), exit: done, end: ways.end };
  return lowerList(task, caught.tasks, inside, context);
}

/** Tells the author what the catch cannot do. */
function checkReach(task: TryTask, handler: Handler, { builder }: LoweringContext): void {
  if (!builder.isWanted(caughtMark(handler))) {
    builder.report(diagnosticWarning('UWF-2046', task.catch.pointer, `No error of the tasks inside can reach the catch of task '${task.name}'.`));
  }
}
