import type { AslMachine, AslScope, AslState } from './model.ts';

/** A scope of a machine with the states inside of which it stands, outermost first; empty for the machine itself. */
export interface PlacedScope {
  readonly scope: AslScope;
  readonly inside: readonly string[];
}

/** The scopes that a state opens: the branches of a Parallel, the processor of a Map; none for other states. */
export function scopesOfState(state: AslState): readonly AslScope[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor === undefined ? [] : [processor];
}

/** Every scope of a machine, outer before inner, in the order of the text. */
export function scopesOf(machine: AslMachine): readonly PlacedScope[] {
  const inner = (scope: AslScope, inside: readonly string[]): readonly PlacedScope[] => [
    { scope, inside },
    ...Object.entries(scope.States).flatMap(([name, state]) => scopesOfState(state).flatMap((one) => inner(one, [...inside, name]))),
  ];
  return inner(machine, []);
}

/** Every state of a machine with its name, in all scopes: names are unique over the whole machine. */
export function statesOf(machine: AslMachine): readonly (readonly [string, AslState])[] {
  return scopesOf(machine).flatMap(({ scope }) => Object.entries(scope.States));
}

/** The same scope with every state, in all scopes beneath, put through `change`; inner states first. */
export function mapStates<S extends AslScope>(scope: S, change: (state: AslState, name: string) => AslState): S {
  const States = Object.fromEntries(Object.entries(scope.States).map(([name, state]) => [name, change(withScopes(state, change), name)]));
  return { ...scope, States };
}

function withScopes(state: AslState, change: (state: AslState, name: string) => AslState): AslState {
  if (state.Type === 'Parallel') return { ...state, Branches: state.Branches.map((branch) => mapStates(branch, change)) };
  if (state.Type !== 'Map') return state;
  return {
    ...state,
    ...(state.ItemProcessor === undefined ? {} : { ItemProcessor: mapStates(state.ItemProcessor, change) }),
    ...(state.Iterator === undefined ? {} : { Iterator: mapStates(state.Iterator, change) }),
  };
}
