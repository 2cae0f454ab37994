import { assert } from '../../kernel/assert.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { DraftProgram, Label, StateDraft } from './model.ts';

/** Collects what the lowering makes. One per compilation; the only mutable thing of the lowering. */
export interface ProgramBuilder {
  readonly diagnostics: readonly Diagnostic[];
  report(diagnostic: Diagnostic): void;
  /** Adds a state and gives back its label. A label is used once. */
  add(draft: StateDraft): Label;
  has(label: Label): boolean;
  /** Changes a state that was added. */
  amend(label: Label, change: (draft: StateDraft) => StateDraft): void;
  /** The state that a label leads to; undefined while that is open, and for the end. */
  stateAt(label: Label): StateDraft | undefined;
  /** Says that one label is only another name of a place. */
  alias(from: Label, to: Label): void;
  /** 1, 2, 3 …: numbers the things that the compiler makes, for each word by itself. */
  nextNumber(word: string): number;
  /** Remembers that something is needed: a variable that is read, a label that something leads to. */
  want(name: string): void;
  isWanted(name: string): boolean;
  /** Counts a task that is lowered; how many there are so far. */
  countTask(): number;
  finish(start: Label, timeoutSeconds: number | undefined): DraftProgram;
}

/** An empty builder. */
export function createProgramBuilder(): ProgramBuilder {
  const diagnostics: Diagnostic[] = [];
  const states = new Map<Label, StateDraft>();
  const aliases = new Map<Label, Label>();
  const numbers = new Map<string, number>();
  let tasks = 0;
  const wanted = new Set<string>();
  return {
    diagnostics,
    report: (diagnostic) => {
      if (!diagnostics.some((known) => isSame(known, diagnostic))) diagnostics.push(diagnostic);
    },
    add: (draft) => {
      assert(!states.has(draft.label), 'a label names one state');
      states.set(draft.label, draft);
      return draft.label;
    },
    has: (label) => states.has(label),
    amend: (label, change) => {
      const draft = states.get(label);
      assert(draft !== undefined, 'only a state that is there can be changed');
      states.set(label, change(draft));
    },
    stateAt: (label) => {
      let current = label;
      for (let next = aliases.get(current); next !== undefined; next = aliases.get(current)) current = next;
      return states.get(current);
    },
    alias: (from, to) => {
      assert(from !== to && !aliases.has(from), 'a label is forwarded once');
      aliases.set(from, to);
    },
    nextNumber: (word) => {
      const number = (numbers.get(word) ?? 0) + 1;
      numbers.set(word, number);
      return number;
    },
    want: (name) => {
      wanted.add(name);
    },
    isWanted: (name) => wanted.has(name),
    countTask: () => {
      tasks += 1;
      return tasks;
    },
    finish: (start, timeoutSeconds) => ({ start, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }), states: [...states.values()], aliases }),
  };
}

/** A function that is called twice is lowered twice; its findings are told once. */
function isSame(left: Diagnostic, right: Diagnostic): boolean {
  return left.code === right.code && left.pointer === right.pointer && left.message === right.message;
}
