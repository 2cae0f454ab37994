import type { AslCatcher, AslMachine, AslState, AslTransition, ChoiceRule, TaskState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { StateTraits } from '../../tier/traits.ts';
import type { SourceMap, SourceMapEntry } from '../model.ts';
import { END, type DraftProgram, type FieldOrigin, type Label, type StateDraft } from './model.ts';
import { nameStates } from './names.ts';
import { inDocumentOrder } from './order.ts';

/** A machine whose states have their names, with what is known of each. */
export interface LinkedProgram {
  readonly machine: AslMachine;
  readonly sourceMap: SourceMap;
  readonly traits: ReadonlyMap<string, StateTraits>;
}

/** Where the shared Succeed state stands: states that cannot carry `End` themselves go to it. */
const SUCCEED_DRAFT: StateDraft = {
  label: END,
  place: '',
  task: 'workflow',
  part: 'end',
  variant: '',
  phase: 'end',
  state: { Type: 'Succeed' },
  origins: [],
  traits: { pointer: '', declassify: [], priority: 'normal' },
};

/**
 * Puts names in place of labels and orders states as the document reads. Every label must lead to a state or to the end:
 * a label that does not is a fault of the lowering.
 */
export function linkProgram(program: DraftProgram): LinkedProgram {
  const drafts = inDocumentOrder([...program.states, SUCCEED_DRAFT]);
  const linker = createLinker(program, nameStates(drafts));
  const named = drafts.map((draft) => ({ draft, name: linker.nameOf(draft.label) }));
  return {
    machine: {
      QueryLanguage: 'JSONata',
      StartAt: linker.nameOf(linker.follow(program.start)),
      ...(program.timeoutSeconds === undefined ? {} : { TimeoutSeconds: program.timeoutSeconds }),
      States: Object.fromEntries(named.map(({ draft, name }) => [name, linkState(draft.state, linker)])),
    },
    sourceMap: {
      states: Object.fromEntries(named.map(({ draft, name }) => [name, entryOf(draft)])),
      fields: Object.fromEntries(named.flatMap(({ draft, name }) => fieldsOf(draft, name))),
    },
    traits: new Map(named.map(({ draft, name }) => [name, traitsOf(draft, linker)])),
  };
}

interface Linker {
  readonly follow: (label: Label) => Label;
  readonly nameOf: (label: Label) => string;
}

function createLinker(program: DraftProgram, names: ReadonlyMap<Label, string>): Linker {
  const follow = (label: Label): Label => {
    let current = label;
    for (let steps = 0; ; steps += 1) {
      const next = program.aliases.get(current);
      if (next === undefined) return current;
      assert(steps <= program.aliases.size, 'labels lead to a state');
      current = next;
    }
  };
  const nameOf = (label: Label): string => {
    const name = names.get(label);
    assert(name !== undefined, 'every label has a state');
    return name;
  };
  return { follow, nameOf };
}

function linkState(state: AslState, linker: Linker): AslState {
  switch (state.Type) {
    case 'Pass':
      return withTransition(state, linker);
    case 'Wait':
      return withTransition(state, linker);
    case 'Task':
      return linkTask(state, linker);
    case 'Choice':
      return {
        ...state,
        Choices: state.Choices.map((rule) => linkTarget(rule, linker)),
        ...(state.Default === undefined ? {} : { Default: target(state.Default, linker) }),
      };
    case 'Succeed':
    case 'Fail':
      return state;
  }
}

function linkTask(state: TaskState, linker: Linker): TaskState {
  const linked = withTransition(state, linker);
  return state.Catch === undefined ? linked : { ...linked, Catch: state.Catch.map((catcher) => linkTarget(catcher, linker)) };
}

function withTransition<T extends AslTransition>(state: T, linker: Linker): Omit<T, 'Next' | 'End'> & AslTransition {
  const { Next: _next, End: _end, ...rest } = state;
  return { ...rest, ...transition(state, linker) };
}

function transition(state: AslTransition, linker: Linker): AslTransition {
  const label = linker.follow(state.Next ?? END);
  return label === END ? { End: true } : { Next: linker.nameOf(label) };
}

function linkTarget<T extends ChoiceRule | AslCatcher>(edge: T, linker: Linker): T {
  return { ...edge, Next: target(edge.Next, linker) };
}

function target(label: Label, linker: Linker): string {
  return linker.nameOf(linker.follow(label));
}

function entryOf(draft: StateDraft): SourceMapEntry {
  return { pointer: draft.traits.pointer, task: draft.task, phase: draft.phase };
}

function fieldsOf(draft: StateDraft, name: string): readonly (readonly [string, string])[] {
  const root = appendPointer('/States', name);
  const all: readonly FieldOrigin[] = [...draft.origins, ...(draft.evaluate?.origins ?? [])];
  return all.map(({ field, origin }) => [`${root}${field}`, origin]);
}

function traitsOf(draft: StateDraft, linker: Linker): StateTraits {
  return draft.evaluate === undefined ? draft.traits : { ...draft.traits, evaluate: linkTask(draft.evaluate.state, linker) };
}
