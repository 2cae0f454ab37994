import type { AslState, TaskState } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import type { StateTraits } from '../../tier/traits.ts';
import type { DraftEnclosure, FieldOrigin, Label, StateDraft, StatePart } from '../ir/model.ts';
import type { SourceMapEntry } from '../model.ts';
import { contain } from './contain.ts';
import { placeOf, type LoweringContext, type Scope } from './context.ts';

const PHASES: { readonly [part in StatePart]: SourceMapEntry['phase'] } = {
  start: 'start',
  if: 'if',
  limit: 'body',
  input: 'input',
  body: 'body',
  output: 'output',
  end: 'output',
  catch: 'catch',
  retry: 'catch',
  fault: 'catch',
};

/** A state of a task, without what follows from the task itself. */
export interface TaskDraft {
  readonly part: StatePart;
  /** Where it does not follow from the part. */
  readonly phase?: SourceMapEntry['phase'];
  /** Tells labels of the same part apart. */
  readonly variant?: string;
  readonly state: AslState;
  /** The scopes that a Parallel or Map opens. */
  readonly opens?: readonly DraftEnclosure[];
  readonly origins?: readonly FieldOrigin[];
  /** Its expressions are the compiler's own, over variables of the compiler, and cannot fail. */
  readonly isSafe?: boolean;
  readonly traits?: Partial<Omit<StateTraits, 'evaluate' | 'pointer'>>;
  readonly evaluate?: { readonly state: TaskState; readonly origins: readonly FieldOrigin[] };
}

/** Adds a state that belongs to a task. */
export function addState(task: TaskNode, scope: Scope, draft: TaskDraft, context: LoweringContext): Label {
  const place = placeOf(task, scope);
  const complete: StateDraft = {
    label: `${place}#${draft.part}${draft.variant ?? ''}`,
    place,
    task: task.name,
    part: draft.part,
    variant: draft.variant ?? '',
    phase: draft.phase ?? PHASES[draft.part],
    enclosure: scope.enclosure,
    state: draft.state,
    ...(draft.opens === undefined ? {} : { opens: draft.opens }),
    origins: draft.origins ?? [],
    traits: { pointer: task.pointer, declassify: [], priority: task.metadata.priority ?? 'normal', ...draft.traits },
    ...(draft.evaluate === undefined ? {} : { evaluate: draft.evaluate }),
  };
  const drafts = draft.isSafe === true ? [complete] : contain(complete, scope, context);
  for (const one of drafts) {
    context.scopes.set(one.label, one.enclosure === scope.enclosure ? scope : { ...scope, enclosure: one.enclosure, handlers: [], unchanged: new Set() });
    context.builder.add(one);
  }
  return complete.label;
}

/** Traits of a state whose placement the author may ask for: calls and `set`. */
export function placementTraits(task: TaskNode): Partial<Omit<StateTraits, 'evaluate' | 'pointer'>> {
  const { zone, declassify } = task.metadata;
  return { ...(zone === undefined ? {} : { requestedZone: zone }), declassify };
}
