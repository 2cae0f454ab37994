import type { TaskState } from '../../asl/model.ts';
import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import type { CallFunctionTask, TaskNode } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { bindTemplate } from '../bind/template.ts';
import type { BoundValue } from '../bind/value.ts';
import { LOWERED_TASKS_MAX } from '../limits.ts';
import type { Label } from '../ir/model.ts';
import { bodyBindings, type TaskValues } from '../lowering/bindings.ts';
import { directiveTarget, entryLabel, placeOf, type LoweringContext, type Scope } from '../lowering/context.ts';
import { outputPass, withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { saveValues } from '../lowering/saved-values.ts';
import { addTemplatePass, joinDataFlow, plainFlow, type ResultFlow } from '../lowering/template-pass.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { COMPOSITE_HONOURS, WORK_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `call` of a function: a Task for a function of the catalogue; the states of its definition for one of `use.functions` (mapping §5.12).
 */
export const callFunctionRules: TaskRules<CallFunctionTask> = {
  honours: (task, context) => (context.resolution.calls.get(task.pointer)?.kind === 'inline' ? COMPOSITE_HONOURS : WORK_HONOURS),
  lower: (task, scope, context) => {
    const resolved = context.resolution.calls.get(task.pointer);
    if (resolved === undefined) return standIn(task, scope, context);
    if (resolved.kind === 'inline') return lowerInline(task, scope, resolved.task, context);
    return lowerCall(task, scope, resolved.entry, context);
  },
};

/** The call was reported already; a state in its stead lets the compilation go on. */
function standIn(task: CallFunctionTask, scope: Scope, context: LoweringContext): Label {
  return addState(task, scope, { part: 'body', state: { Type: 'Pass', Next: directiveTarget(task.then, scope.list) } }, context);
}

function lowerCall(task: CallFunctionTask, scope: Scope, entry: CatalogueEntry, context: LoweringContext): Label {
  return withInput(
    task,
    scope,
    (values, inner) => {
      const given = bindTemplate(task.with, bodyBindings(task, inner, { place: 'with', values }), context.bind);
      const resource: TaskState['Resource'] = `uwf:function:${entry.name}:${entry.version}`;
      return addWorkState(task, inner, { resource, given, source: { kind: 'function', entry }, values }, context);
    },
    context,
  );
}

/** Told once, at the call that goes beyond. */
function reportTooMany(task: CallFunctionTask, { builder }: LoweringContext): void {
  if (builder.isWanted('UWF-2028')) return;
  builder.want('UWF-2028');
  builder.report(diagnosticError('UWF-2028', task.pointer, `The workflow has more than ${LOWERED_TASKS_MAX} tasks once functions are put in place of their calls.`));
}

/** `with` becomes the raw input of the function's task, whose output becomes the raw output of the call. */
function lowerInline(task: CallFunctionTask, scope: Scope, body: TaskNode, context: LoweringContext): Label {
  if (context.builder.countTask() > LOWERED_TASKS_MAX) {
    reportTooMany(task, context);
    return standIn(task, scope, context);
  }
  return withInput(task, scope, (values, inner) => lowerBody(task, inner, { values, body }, context), context);
}

function lowerBody(task: CallFunctionTask, scope: Scope, call: { readonly values: TaskValues; readonly body: TaskNode }, context: LoweringContext): Label {
  const given = bindTemplate(task.with, bodyBindings(task, scope, { place: 'with', values: call.values }), context.bind);
  const saved = saveValues(call.values, context);
  const inside = insideOf(task, scope, saved.values, context);
  const root: TaskNode = { ...call.body, name: task.name };
  context.lowerTask(root, inside);
  const next = entryLabel(root, inside);
  const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => {
    const plain = plainFlow(result, isStateOutput, next);
    return { ...plain, dataFlow: joinDataFlow(plain.dataFlow, saved.assign()) };
  };
  return addTemplatePass(task, scope, { part: 'input', template: given, flow }, context);
}

/** The function's own list holds just its task; error variables of the caller are not seen inside. */
function insideOf(task: CallFunctionTask, scope: Scope, values: TaskValues, context: LoweringContext): Scope {
  const done = outputPass(task, scope, { part: 'output', values, next: directiveTarget(task.then, scope.list) }, context);
  const hasOutput = task.output.as !== undefined || task.export.as !== undefined;
  let end: Label | undefined;
  return {
    ...scope,
    site: placeOf(task, scope),
    variables: new Map(),
    unchanged: new Set(),
    list: {
      entries: new Map(),
      next: done,
      exit: done,
      end: () => (end ??= hasOutput ? outputPass(task, scope, { part: 'end', values, next: scope.list.end() }, context) : scope.list.end()),
    },
  };
}
