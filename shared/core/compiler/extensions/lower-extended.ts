import type { TaskNode } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { bindCondition } from '../bind/condition.ts';
import { stateInput } from '../bind/bindings.ts';
import { writeExpression } from '../bind/write.ts';
import type { Label } from '../ir/model.ts';
import { LOWERED_TASKS_MAX } from '../limits.ts';
import { rawBindings } from '../lowering/bindings.ts';
import { directiveTarget, placeOf, type LoweringContext, type Scope } from '../lowering/context.ts';
import { addState } from '../lowering/draft.ts';
import { lowerList, type InsideScope } from '../lowering/lower-list.ts';
import type { AppliedExtension } from './matching.ts';

/**
 * Puts the tasks of extensions around a task: `before`, the task, `after`, the first extension outermost (mapping §5.17). The output of `before` is
 * the task's input; `exit` in `before` leaves the task and `after` out. `lower` makes the states of the task itself.
 */
export function lowerExtended(task: TaskNode, extensions: readonly AppliedExtension[], how: { readonly scope: Scope; readonly lower: (task: TaskNode, scope: Scope) => Label }, context: LoweringContext): Label {
  const [first, ...rest] = extensions;
  const { scope, lower } = how;
  if (first === undefined || isTooMuch(task, context)) return lower(task, scope);
  const after = directiveTarget(task.then, scope.list);
  const site = `${placeOf(task, scope)}${first.extension.pointer}`;
  const inside = insideOf(scope, site, after);
  const done = first.extension.after.length === 0 ? after : lowerList(task, first.extension.after, inside, context);
  const core: TaskNode = { ...task, then: { kind: 'continue' } };
  const body = lowerExtended(core, rest, { scope: { ...scope, site, unchanged: new Set(), list: { ...scope.list, next: done } }, lower }, context);
  const start = first.extension.before.length === 0 ? body : lowerList(task, first.extension.before, { ...inside, next: body }, context);
  return first.isConditional ? decision(task, { scope, site, extension: first, start, without: () => lowerExtended(task, rest, { scope: { ...scope, site: `${site}!without` }, lower }, context) }, context) : start;
}

/** Extensions multiply tasks as functions do. */
function isTooMuch(task: TaskNode, { builder }: LoweringContext): boolean {
  if (builder.countTask() <= LOWERED_TASKS_MAX) return false;
  if (!builder.isWanted('UWF-2028')) builder.report(diagnosticError('UWF-2028', task.pointer, `The workflow has more than ${LOWERED_TASKS_MAX} tasks with the extensions around them.`));
  builder.want('UWF-2028');
  return true;
}

/** The tasks of an extension see neither the error nor the loop variables of the tasks around. */
function insideOf(scope: Scope, site: string, exit: Label): InsideScope {
  return { ...scope, site, variables: new Map(), unchanged: new Set(), exit, end: scope.list.end };
}

interface Decision {
  readonly scope: Scope;
  readonly site: string;
  readonly extension: AppliedExtension;
  readonly start: Label;
  readonly without: () => Label;
}

/** A condition that the running workflow decides: the task with the extension, or the same task without it. */
function decision(task: TaskNode, { scope, site, extension, start, without }: Decision, context: LoweringContext): Label {
  const { when, pointer } = extension.extension;
  const raw = stateInput(pointer);
  const condition = bindCondition(when ?? { pointer, text: 'true' }, rawBindings(task, scope, { place: 'when', raw }), context.bind);
  const state = { Type: 'Choice', Choices: [{ Condition: writeExpression(condition), Next: start }], Default: without() } as const;
  return addState(task, { ...scope, site }, { part: 'if', state, origins: [{ field: '/Choices/0/Condition', origin: when?.pointer ?? pointer }] }, context);
}
