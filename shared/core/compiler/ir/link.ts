import type { AslCatcher, AslMachine, AslRecovery, AslScope, AslState, AslTransition, ChoiceRule, PathChoiceRule, TaskState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { StateTraits } from '../../tier/traits.ts';
import type { SourceMap, SourceMapEntry } from '../model.ts';
import { END, MACHINE, type DraftProgram, type DraftEnclosure, type FieldOrigin, type Label, type EnclosureId, type StateDraft } from './model.ts';
import { nameStates } from './names.ts';
import { inDocumentOrder } from './order.ts';

/** A machine whose states have their names, with what is known of each. */
export interface LinkedProgram {
  readonly machine: AslMachine;
  readonly sourceMap: SourceMap;
  readonly traits: ReadonlyMap<string, StateTraits>;
}

/** Where the shared Succeed state of the machine stands: states that cannot carry `End` themselves go to it. */
const SUCCEED_DRAFT: StateDraft = {
  label: END,
  place: '',
  task: 'workflow',
  part: 'end',
  variant: '',
  phase: 'end',
  enclosure: MACHINE,
  state: { Type: 'Succeed' },
  origins: [],
  traits: { pointer: '', declassify: [], priority: 'normal' },
};

/**
 * Puts names in place of labels, states into their scopes, and orders them as the document reads. Every label must lead to a state of
 * the same scope or to its end: a label that does not is a fault of the lowering. Names are unique over all scopes; in the source map
 * every state stands directly beneath `/States`, however deep its scope is.
 */
export function linkProgram(program: DraftProgram): LinkedProgram {
  const drafts = inDocumentOrder([...program.states, SUCCEED_DRAFT, ...program.states.flatMap(endsOfScopes)]);
  const linker = createLinker(program, drafts);
  const named = drafts.map((draft) => ({ draft, name: linker.nameOf(draft.label, draft.enclosure) }));
  const { StartAt, States } = linkScope({ id: MACHINE, start: program.start }, linker);
  return {
    machine: {
      QueryLanguage: 'JSONata',
      StartAt,
      ...(program.timeoutSeconds === undefined ? {} : { TimeoutSeconds: program.timeoutSeconds }),
      States,
    },
    sourceMap: {
      states: Object.fromEntries(named.map(({ draft, name }) => [name, entryOf(draft)])),
      fields: Object.fromEntries(named.flatMap(({ draft, name }) => fieldsOf(draft, name))),
    },
    traits: new Map(named.map(({ draft, name }) => [name, traitsOf(draft, linker)])),
  };
}

/** The Succeed states of the scopes that a state opens; those that nothing leads to are dropped with all unreachable states. */
function endsOfScopes(owner: StateDraft): readonly StateDraft[] {
  return (owner.opens ?? []).map(({ id }, index) => ({
    ...SUCCEED_DRAFT,
    label: endLabel(id),
    place: owner.place,
    task: owner.task,
    variant: `.branch${index + 1}`,
    enclosure: id,
    traits: { ...SUCCEED_DRAFT.traits, pointer: owner.traits.pointer },
  }));
}

function endLabel(enclosure: EnclosureId): Label {
  return enclosure === MACHINE ? END : `${END}@${enclosure}`;
}

interface Linker {
  readonly drafts: readonly StateDraft[];
  readonly follow: (label: Label) => Label;
  /** The name of what a label leads to, seen from a state of the enclosure. */
  readonly nameOf: (label: Label, enclosure: EnclosureId) => string;
}

function createLinker(program: DraftProgram, drafts: readonly StateDraft[]): Linker {
  const names = nameStates(drafts);
  const enclosures = new Map(drafts.map(({ label, enclosure }) => [label, enclosure]));
  const follow = (label: Label): Label => {
    let current = label;
    for (let steps = 0; ; steps += 1) {
      const next = program.aliases.get(current);
      if (next === undefined) return current;
      assert(steps <= program.aliases.size, 'labels lead to a state');
      current = next;
    }
  };
  const nameOf = (label: Label, enclosure: EnclosureId): string => {
    const found = follow(label);
    const state = found === END ? endLabel(enclosure) : found;
    const name = names.get(state);
    assert(name !== undefined, 'every label has a state');
    assert(enclosures.get(state) === enclosure, 'transitions stay inside of their scope');
    return name;
  };
  return { drafts, follow, nameOf };
}

function linkScope({ id, start }: DraftEnclosure, linker: Linker): AslScope {
  const inside = linker.drafts.filter(({ enclosure }) => enclosure === id);
  return {
    StartAt: linker.nameOf(start, id),
    States: Object.fromEntries(inside.map((draft) => [linker.nameOf(draft.label, id), linkState(draft, linker)])),
  };
}

function linkState({ state, enclosure, opens = [] }: StateDraft, linker: Linker): AslState {
  const at: LinkPlace = { linker, enclosure };
  switch (state.Type) {
    case 'Pass':
      return withTransition(state, at);
    case 'Wait':
      return withTransition(state, at);
    case 'Task':
      return linkTask(state, at);
    case 'Parallel':
      return { ...withRecovery(withTransition(state, at), at), Branches: opens.map((branch) => linkScope(branch, linker)) };
    case 'Map': {
      const [processor] = opens;
      assert(processor !== undefined, 'a Map has a processor');
      return { ...withRecovery(withTransition(state, at), at), ItemProcessor: { ...state.ItemProcessor, ...linkScope(processor, linker) } };
    }
    case 'Choice':
      return {
        ...state,
        Choices: state.Choices.map((rule) => linkTarget<ChoiceRule | PathChoiceRule>(rule, at)),
        ...(state.Default === undefined ? {} : { Default: linker.nameOf(state.Default, enclosure) }),
      };
    case 'Succeed':
    case 'Fail':
      return state;
  }
}

interface LinkPlace {
  readonly linker: Linker;
  readonly enclosure: EnclosureId;
}

function linkTask(state: TaskState, at: LinkPlace): TaskState {
  return withRecovery(withTransition(state, at), at);
}

function withRecovery<T extends AslRecovery>(state: T, at: LinkPlace): T {
  return state.Catch === undefined ? state : { ...state, Catch: state.Catch.map((catcher) => linkTarget<AslCatcher>(catcher, at)) };
}

function withTransition<T extends AslTransition>(state: T, at: LinkPlace): Omit<T, 'Next' | 'End'> & AslTransition {
  const { Next: _next, End: _end, ...rest } = state;
  const label = at.linker.follow(state.Next ?? END);
  return { ...rest, ...(label === END ? { End: true as const } : { Next: at.linker.nameOf(label, at.enclosure) }) };
}

function linkTarget<T extends { readonly Next: Label }>(edge: T, { linker, enclosure }: LinkPlace): T {
  return { ...edge, Next: linker.nameOf(edge.Next, enclosure) };
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
  return draft.evaluate === undefined ? draft.traits : { ...draft.traits, evaluate: linkTask(draft.evaluate.state, { linker, enclosure: draft.enclosure }) };
}
