import type { AslCatcher, AslMachine, AslScope, AslState, ChoiceRule, PathChoiceRule } from '../../asl/model.ts';
import { scopesOf, statesOf } from '../../asl/scopes.ts';
import { appendPointer, pointerTokens } from '../../kernel/json-pointer.ts';
import type { LinkedProgram } from '../ir/link.ts';
import type { FieldOrigin } from '../ir/model.ts';
import type { SourceMapEntry } from '../model.ts';
import { successorsOf } from '../verify.ts';

/** What a state becomes, and the state that goes into it. */
export interface Fusion {
  readonly into: string;
  readonly state: AslState;
  /** Origins of the fields that changed, as pointers from the state. */
  readonly origins: readonly FieldOrigin[];
  /** Fields of the state, as pointers from it, whose old origins no longer hold. */
  readonly replaced: readonly string[];
  readonly gone: string;
}

/** A program while its states are fused: every question and every fusion costs what the states that it is about have, not what all have. */
export interface OpenProgram {
  /** Every state of the program at its beginning, in the order of the document. */
  readonly order: readonly string[];
  readonly stateOf: (name: string) => AslState | undefined;
  /** How often the state is entered from another one, or as the start of its scope. */
  readonly entriesOf: (name: string) => number;
  /** The states that lead to the state. */
  readonly before: (name: string) => readonly string[];
  /** The task that the state comes from, and the origin of a field, as pointers of the definition. */
  readonly taskPointerOf: (name: string) => string | undefined;
  readonly originOf: (machinePointer: string) => string;
  readonly fuse: (fusion: Fusion) => void;
  /** The program as it is by now. */
  readonly close: () => LinkedProgram;
}

/** Opens a program for fusing. Nothing of what comes in is changed. */
export function openProgram(linked: LinkedProgram): OpenProgram {
  const { machine, sourceMap } = linked;
  const states = new Map(statesOf(machine));
  const order = [...states.keys()];
  const edges = createEdges(machine, states);
  const entries = new Map(Object.entries(sourceMap.states));
  const fields = createFields(sourceMap.fields);
  const traits = new Map(linked.traits);
  const became = new Map<string, string>();
  const set = (name: string, state: AslState): void => {
    edges.replace(name, states.get(name), state);
    states.set(name, state);
  };
  const fuse = (fusion: Fusion): void => {
    const { into, gone } = fusion;
    set(into, fusion.state);
    edges.rename(gone, into);
    for (const name of edges.before(gone)) set(name, redirected(states.get(name) ?? fusion.state, fusion));
    edges.replace(gone, states.get(gone), undefined);
    states.delete(gone);
    became.set(gone, into);
    const [kept, lost] = [entries.get(into), entries.get(gone)];
    if (kept !== undefined && lost !== undefined) entries.set(into, joinEntries(kept, lost));
    entries.delete(gone);
    fields.fuse(fusion);
    traits.delete(gone);
  };
  return {
    order,
    stateOf: (name) => states.get(name),
    entriesOf: edges.count,
    before: edges.before,
    taskPointerOf: (name) => entries.get(name)?.pointer,
    originOf: (pointer) => fields.originOf(pointer) ?? entries.get(pointerTokens(pointer)[1] ?? '')?.pointer ?? '',
    fuse,
    close: () => ({ machine: rebuild(machine, states, became), sourceMap: { states: Object.fromEntries(entries), fields: fields.all() }, traits }),
  };
}

interface Edges {
  readonly count: (name: string) => number;
  readonly before: (name: string) => readonly string[];
  readonly replace: (name: string, old: AslState | undefined, state: AslState | undefined) => void;
  /** A scope that starts at the one starts at the other from now on. */
  readonly rename: (gone: string, into: string) => void;
}

function createEdges(machine: AslMachine, states: ReadonlyMap<string, AslState>): Edges {
  const ways = new Map<string, Map<string, number>>();
  const starts = new Set(scopesOf(machine).map(({ scope }) => scope.StartAt));
  const add = (from: string, to: string, change: number): void => {
    const into = ways.get(to) ?? new Map<string, number>();
    const count = (into.get(from) ?? 0) + change;
    if (count === 0) into.delete(from);
    else into.set(from, count);
    ways.set(to, into);
  };
  const replace: Edges['replace'] = (name, old, state) => {
    if (old !== undefined) successorsOf(old).forEach((next) => add(name, next, -1));
    if (state !== undefined) successorsOf(state).forEach((next) => add(name, next, 1));
  };
  for (const [name, state] of states) replace(name, undefined, state);
  return {
    count: (name) => [...(ways.get(name)?.values() ?? [])].reduce((sum, count) => sum + count, starts.has(name) ? 1 : 0),
    before: (name) => [...(ways.get(name)?.keys() ?? [])],
    replace,
    rename: (gone, into) => {
      if (starts.delete(gone)) starts.add(into);
    },
  };
}

interface Fields {
  readonly originOf: (machinePointer: string) => string | undefined;
  readonly fuse: (fusion: Fusion) => void;
  readonly all: () => { readonly [pointer: string]: string };
}

/** Origins of fields, and which of them each state has. */
function createFields(given: { readonly [pointer: string]: string }): Fields {
  const origins = new Map<string, string>();
  const byState = new Map<string, Set<string>>();
  const set = (pointer: string, origin: string): void => {
    const name = pointerTokens(pointer)[1] ?? '';
    const own = byState.get(name) ?? new Set<string>();
    byState.set(name, own.add(pointer));
    origins.set(pointer, origin);
  };
  const drop = (name: string, isStale: (pointer: string) => boolean): void => {
    const own = byState.get(name) ?? new Set<string>();
    for (const pointer of [...own].filter(isStale)) {
      own.delete(pointer);
      origins.delete(pointer);
    }
  };
  for (const [pointer, origin] of Object.entries(given)) set(pointer, origin);
  return {
    originOf: (machinePointer) => longestPrefix(origins, machinePointer),
    fuse: ({ into, gone, replaced, origins: changed }) => {
      const root = appendPointer('/States', into);
      drop(gone, () => true);
      drop(into, (pointer) => replaced.some((field) => `${pointer}/`.startsWith(`${root}${field}/`)));
      for (const { field, origin } of changed) set(`${root}${field}`, origin);
    },
    all: () => Object.fromEntries(origins),
  };
}

function longestPrefix(origins: ReadonlyMap<string, string>, machinePointer: string): string | undefined {
  for (let pointer = machinePointer; pointer !== ''; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const found = origins.get(pointer);
    if (found !== undefined) return found;
  }
  return undefined;
}

function joinEntries(into: SourceMapEntry, gone: SourceMapEntry): SourceMapEntry {
  const also = [...(into.also ?? []), { pointer: gone.pointer, task: gone.task }, ...(gone.also ?? [])];
  const distinct = also.filter(({ pointer }, index) => pointer !== into.pointer && also.findIndex((one) => one.pointer === pointer) === index);
  return { ...into, ...(distinct.length === 0 ? {} : { also: distinct }) };
}

/** What led to the state that is gone leads to the one that it went into. */
function redirected(state: AslState, { gone, into }: Pick<Fusion, 'gone' | 'into'>): AslState {
  if (!successorsOf(state).includes(gone)) return state;
  const target = (name: string): string => (name === gone ? into : name);
  const edges = <T extends { readonly Next: string }>(list: readonly T[]): readonly T[] => list.map((edge) => ({ ...edge, Next: target(edge.Next) }));
  switch (state.Type) {
    case 'Choice':
      return { ...state, Choices: edges<ChoiceRule | PathChoiceRule>(state.Choices), ...(state.Default === undefined ? {} : { Default: target(state.Default) }) };
    case 'Task':
    case 'Parallel':
    case 'Map':
      return { ...state, ...(state.Catch === undefined ? {} : { Catch: edges<AslCatcher>(state.Catch) }), ...(state.Next === undefined ? {} : { Next: target(state.Next) }) };
    case 'Pass':
    case 'Wait':
      return { ...state, ...(state.Next === undefined ? {} : { Next: target(state.Next) }) };
    default:
      return state;
  }
}

/** The scope with the states that are left, in their old order; states keep their scopes. */
function rebuild<S extends AslScope>(scope: S, states: ReadonlyMap<string, AslState>, became: ReadonlyMap<string, string>): S {
  let start = scope.StartAt;
  for (let next = became.get(start); next !== undefined; next = became.get(start)) start = next;
  const States = Object.entries(scope.States).flatMap(([name, old]) => {
    const state = states.get(name);
    return state === undefined ? [] : [[name, withScopesOf(old, state, (inner) => rebuild(inner, states, became))] as const];
  });
  return { ...scope, StartAt: start, States: Object.fromEntries(States) };
}

function withScopesOf(old: AslState, state: AslState, change: <S extends AslScope>(scope: S) => S): AslState {
  if (old.Type === 'Parallel' && state.Type === 'Parallel') return { ...state, Branches: old.Branches.map(change) };
  if (old.Type !== 'Map' || state.Type !== 'Map') return state;
  const { ItemProcessor, Iterator } = old;
  return { ...state, ...(ItemProcessor && { ItemProcessor: change(ItemProcessor) }), ...(Iterator && { Iterator: change(Iterator) }) };
}
