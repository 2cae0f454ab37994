import type { AslCatcher, AslMachine, AslScope, AslState, ChoiceRule, PathChoiceRule } from '../../asl/model.ts';
import { mapStates, scopesOf } from '../../asl/scopes.ts';
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

/** How often each state is entered from another one, or as the start of its scope. */
export function entriesOf(machine: AslMachine): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const { scope } of scopesOf(machine)) {
    count(scope.StartAt);
    for (const state of Object.values(scope.States)) successorsOf(state).forEach(count);
  }
  return counts;
}

/** The program with two states as one. */
export function applyFusion(linked: LinkedProgram, fusion: Fusion): LinkedProgram {
  const { machine, sourceMap, traits } = linked;
  const { [fusion.gone]: _state, ...states } = sourceMap.states;
  const into = sourceMap.states[fusion.into];
  const gone = sourceMap.states[fusion.gone];
  const entry = into === undefined || gone === undefined ? undefined : joinEntries(into, gone);
  return {
    machine: withoutState(replaceState(machine, fusion), fusion),
    sourceMap: { states: { ...states, ...(entry === undefined ? {} : { [fusion.into]: entry }) }, fields: fieldsAfter(sourceMap.fields, fusion) },
    traits: new Map([...traits].filter(([name]) => name !== fusion.gone)),
  };
}

function joinEntries(into: SourceMapEntry, gone: SourceMapEntry): SourceMapEntry {
  const also = [...(into.also ?? []), { pointer: gone.pointer, task: gone.task }, ...(gone.also ?? [])];
  const distinct = also.filter(({ pointer }, index) => pointer !== into.pointer && also.findIndex((one) => one.pointer === pointer) === index);
  return { ...into, ...(distinct.length === 0 ? {} : { also: distinct }) };
}

function replaceState(machine: AslMachine, { into, state, gone }: Fusion): AslMachine {
  return mapStates(machine, (old, name) => redirected(name === into ? state : old, { gone, into }));
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

function withoutState<S extends AslScope>(scope: S, fusion: Fusion): S {
  const start = scope.StartAt === fusion.gone ? fusion.into : scope.StartAt;
  const States = Object.fromEntries(Object.entries(scope.States).flatMap(([name, state]) => (name === fusion.gone ? [] : [[name, withoutInner(state, fusion)] as const])));
  return { ...scope, StartAt: start, States };
}

function withoutInner(state: AslState, fusion: Fusion): AslState {
  if (state.Type === 'Parallel') return { ...state, Branches: state.Branches.map((branch) => withoutState(branch, fusion)) };
  if (state.Type !== 'Map' || state.ItemProcessor === undefined) return state;
  return { ...state, ItemProcessor: withoutState(state.ItemProcessor, fusion) };
}

function fieldsAfter(fields: { readonly [pointer: string]: string }, fusion: Fusion): { readonly [pointer: string]: string } {
  const root = appendPointer('/States', fusion.into);
  const isStale = (pointer: string): boolean => {
    const [, name] = pointerTokens(pointer);
    return name === fusion.gone || (name === fusion.into && fusion.replaced.some((field) => `${pointer}/`.startsWith(`${root}${field}/`)));
  };
  const kept = Object.entries(fields).filter(([pointer]) => !isStale(pointer));
  return Object.fromEntries([...kept, ...fusion.origins.map(({ field, origin }) => [`${root}${field}`, origin] as const)]);
}
