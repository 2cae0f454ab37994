import type { AslDataFlow, AslState } from '../../asl/model.ts';
import type { TryTask } from '../../definition/model.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { parsed } from '../bind/parsed.ts';
import type { BoundValue } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import type { Label } from '../ir/model.ts';
import { entryPass } from './composite.ts';
import type { LoweringContext, Scope } from './context.ts';
import { addState } from './draft.ts';
import type { Handler } from './handler.ts';
import type { SavedValues } from './saved-values.ts';
import { joinDataFlow } from './template-pass.ts';

/** What a `try` does before its body. */
export interface TryEntry {
  readonly handler: Handler;
  readonly input: BoundValue;
  readonly saved: SavedValues;
  readonly first: Label;
}

/**
 * Saves what later states read of a `try`: its transformed input, and the counters of a retry loop. The first state of the body does it
 * where it gets that very input; otherwise a Pass in front.
 */
export function tryEntry(task: TryTask, scope: Scope, entry: TryEntry, context: LoweringContext): Label {
  const { handler, saved, first } = entry;
  const counters = countersOf(handler, context);
  const hasInput = task.input.from !== undefined;
  const assign = (): AslDataFlow => joinDataFlow(saved.assign(), counters);
  if (hasInput) return entryPass(task, scope, { input: entry.input, hasInput, assign, first }, context);
  const { Assign } = assign();
  if (Assign === undefined) return first;
  if (counters.Assign === undefined && saveInFirstState(handler, { first, assign: Assign }, context)) return first;
  return addState(task, scope, { part: 'input', state: { Type: 'Pass', Assign, Next: first } }, context);
}

const ENTERED = parsed('$toMillis($states.context.State.EnteredTime)');

function countersOf(handler: Handler, { builder }: LoweringContext): AslDataFlow {
  if (handler.retry.kind !== 'loop' || !builder.has(handler.router)) return {};
  const { retries, since } = handler.variables;
  return { Assign: { [retries]: 0, ...(builder.isWanted(since) ? { [since]: writeExpression(ENTERED) } : {}) } };
}

/** Every way out of the first state assigns, failures included, so that whatever comes after it can read. */
function saveInFirstState(handler: Handler, save: { readonly first: Label; readonly assign: JsonObject }, context: LoweringContext): boolean {
  const draft = context.builder.stateAt(save.first);
  if (draft === undefined || context.scopes.get(draft.label)?.unchanged.has(handler) !== true) return false;
  return assignInState(draft.label, save.assign, context);
}

/** Lets a state that was made assign more, on every way out of it; false when it cannot. */
export function assignInState(label: Label, assign: JsonObject, context: LoweringContext): boolean {
  const draft = context.builder.stateAt(label);
  const state = draft === undefined ? undefined : assigning(draft.state, assign);
  if (draft === undefined || state === undefined) return false;
  const twin = draft.evaluate === undefined ? undefined : assigning(draft.evaluate.state, assign);
  const evaluate = draft.evaluate === undefined || twin?.Type !== 'Task' ? undefined : { ...draft.evaluate, state: twin };
  context.builder.amend(draft.label, (old) => ({ ...old, state, ...(evaluate === undefined ? {} : { evaluate }) }));
  return true;
}

function assigning(state: AslState, assign: JsonObject): AslState | undefined {
  const more = <T extends AslDataFlow>(part: T): T => ({ ...part, Assign: { ...part.Assign, ...assign } });
  switch (state.Type) {
    case 'Pass':
    case 'Wait':
      return more<typeof state>(state);
    case 'Task':
    case 'Parallel':
    case 'Map':
      return more<typeof state>({ ...state, ...(state.Catch && { Catch: state.Catch.map(more) }) });
    case 'Choice':
      return more({ ...state, Choices: state.Choices.map(more) });
    case 'Succeed':
    case 'Fail':
      return undefined;
  }
}
