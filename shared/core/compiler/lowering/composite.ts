import type { DoTask } from '../../definition/model.ts';
import { stateInput } from '../bind/bindings.ts';
import { bindTransform } from '../bind/template.ts';
import type { BoundValue } from '../bind/value.ts';
import type { Label } from '../ir/model.ts';
import { rawBindings, type TaskValues } from './bindings.ts';
import { directiveTarget, type LoweringContext, type Scope } from './context.ts';
import { outputPass } from './data-flow.ts';
import { addState } from './draft.ts';
import type { InsideScope } from './lower-list.ts';
import { saveValues } from './saved-values.ts';
import { addTemplatePass, joinDataFlow, plainFlow, type ResultFlow } from './template-pass.ts';

/** Lowers a task that is a list: `lower` makes the states inside and gives back the first of them. */
export function lowerComposite(task: DoTask, scope: Scope, lower: (inside: InsideScope) => Label, context: LoweringContext): Label {
  const raw = stateInput(task.pointer);
  const input = task.input.from === undefined ? raw : bindTransform(task.input.from, rawBindings(task, scope, { place: 'input.from', raw }), context.bind);
  const saved = saveValues({ raw, input }, context);
  const ways = waysOut(task, scope, saved.values, context);
  const unchanged = task.input.from === undefined ? scope.unchanged : new Set<never>();
  const first = lower({ ...scope, unchanged, ...ways });
  return entryPass(task, scope, { input, hasInput: task.input.from !== undefined, assign: saved.assign, first }, context);
}

/** Where control goes when a list of a task is done: through the task's output, then on. */
export interface WaysOut {
  /** The list has come to its end, or `exit`. */
  readonly exit: Label;
  readonly end: () => Label;
}

/** The ways out of a `do` or `try` body: each applies `output.as` and `export.as`; the one of `end` is made when it is needed. */
export function waysOut(task: Parameters<typeof outputPass>[0], scope: Scope, values: TaskValues, context: LoweringContext): WaysOut {
  const exit = outputPass(task, scope, { part: 'output', values, next: directiveTarget(task.then, scope.list) }, context);
  return { exit, end: endThrough(task, scope, values, context) };
}

/** `end` inside a task: its output is still applied on the way (mapping §4.3). */
function endThrough(task: Parameters<typeof outputPass>[0], scope: Scope, values: TaskValues, context: LoweringContext): () => Label {
  const hasOutput = task.output.as !== undefined || task.export.as !== undefined;
  let made: Label | undefined;
  return () => {
    made ??= hasOutput ? outputPass(task, scope, { part: 'end', values, next: scope.list.end() }, context) : scope.list.end();
    return made;
  };
}

/** What happens at the entry of a task with a list. */
export interface EntryRequest {
  readonly input: BoundValue;
  readonly hasInput: boolean;
  readonly assign: () => ReturnType<ReturnType<typeof saveValues>['assign']>;
  readonly first: Label;
}

/** The Pass at the entry: `input.from`, and variables that later states read. Where there is nothing to do, there is none. */
export function entryPass(task: Parameters<typeof outputPass>[0], scope: Scope, request: EntryRequest, context: LoweringContext): Label {
  const { input, first } = request;
  const assigned = request.assign();
  if (request.hasInput) {
    const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => {
      const plain = plainFlow(result, isStateOutput, first);
      return { ...plain, dataFlow: joinDataFlow(plain.dataFlow, assigned) };
    };
    return addTemplatePass(task, scope, { part: 'input', template: input, flow }, context);
  }
  if (assigned.Assign === undefined) return first;
  return addState(task, scope, { part: 'input', state: { Type: 'Pass', ...assigned, Next: first } }, context);
}
