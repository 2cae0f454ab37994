import type { AslState, TaskState } from '../../asl/model.ts';
import type { StateTraits } from '../../tier/traits.ts';
import type { SourceMapEntry } from '../model.ts';

/** Names a place in the program that control can go to, until states get their names. */
export type Label = string;

/** The end of the scope in which a state stands. Transitions become `End`; states that cannot end go to one Succeed state for each scope. */
export const END: Label = '(end)';

/** Names an ASL scope: the machine, a branch of a Parallel, the processor of a Map. */
export type EnclosureId = string;

/** The machine itself. */
export const MACHINE: EnclosureId = '';

/** A scope that a state opens. */
export interface DraftEnclosure {
  readonly id: EnclosureId;
  /** Its first state. */
  readonly start: Label;
}

/** Part of a task that a state carries out; it orders states and gives the suffix of their names. */
export type StatePart = 'start' | 'if' | 'limit' | 'input' | 'body' | 'output' | 'end' | 'catch' | 'retry' | 'fault';

/** A leaf of a state that stems from the document: where it stands in the state, and where it comes from. */
export interface FieldOrigin {
  /** JSON Pointer from the state's root: `/Arguments/body/phone`. */
  readonly field: string;
  /** JSON Pointer into the definition. */
  readonly origin: string;
}

/** A state before its name is known: `Next` and `Default` hold labels. */
export interface StateDraft {
  readonly label: Label;
  /** Where the task stands after functions have been put in place of their calls; orders states. */
  readonly place: string;
  readonly task: string;
  readonly part: StatePart;
  /** Tells states of the same part of a task apart; the end of their names. Empty for most. */
  readonly variant: string;
  readonly phase: SourceMapEntry['phase'];
  /** The scope in which the state stands. Its transitions stay inside; {@link END} is the end of that scope. */
  readonly enclosure: EnclosureId;
  /** Branches of a Parallel and processors of Maps stand empty here; {@link opens} says what they hold. */
  readonly state: AslState;
  /** The scopes that a Parallel or Map opens, in order. */
  readonly opens?: readonly DraftEnclosure[];
  readonly origins: readonly FieldOrigin[];
  readonly traits: Omit<StateTraits, 'evaluate'>;
  /** See `StateTraits.evaluate`. */
  readonly evaluate?: { readonly state: TaskState; readonly origins: readonly FieldOrigin[] };
}

/** All states of a program with the labels that only forward to another one. */
export interface DraftProgram {
  readonly start: Label;
  readonly timeoutSeconds?: number;
  readonly states: readonly StateDraft[];
  readonly aliases: ReadonlyMap<Label, Label>;
}
