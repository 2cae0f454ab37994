import type { AslMachine, AslScope, AslState, ParallelState } from '#shared/core/asl/model.ts';

/**
 * The machine, and the same with the branches of its races in another order. A race is a Parallel whose branches can only fail: the first one to do so
 * ends it. Which one that is among branches that wait for nothing is for the interpreter to say, so each order gives an outcome that is right.
 */
export function raceVariants(machine: AslMachine): readonly AslMachine[] {
  const turns = Array.from({ length: Math.max(1, widestRace(machine)) }, (_one, index) => index);
  return turns.map((turn) => (turn === 0 ? machine : { ...machine, ...turned(machine, turn) }));
}

function widestRace({ States: states }: AslScope): number {
  const widths = Object.values(states).flatMap((state) => {
    if (state.Type === 'Map') return state.ItemProcessor === undefined ? [] : [widestRace(state.ItemProcessor)];
    if (state.Type !== 'Parallel') return [];
    return [...(isRace(state) ? [state.Branches.length] : []), ...state.Branches.map(widestRace)];
  });
  return Math.max(0, ...widths);
}

function isRace({ Branches: branches }: ParallelState): boolean {
  return branches.every(({ States: states }) => Object.values(states).every((state) => state.Type !== 'Succeed' && !('End' in state)));
}

function turned<S extends AslScope>(scope: S, turn: number): S {
  return { ...scope, States: Object.fromEntries(Object.entries(scope.States).map(([name, state]) => [name, turnedState(state, turn)])) };
}

function turnedState(state: AslState, turn: number): AslState {
  if (state.Type === 'Map') return { ...state, ...(state.ItemProcessor === undefined ? {} : { ItemProcessor: turned(state.ItemProcessor, turn) }) };
  if (state.Type !== 'Parallel') return state;
  const branches = state.Branches.map((branch) => turned(branch, turn));
  const first = turn % branches.length;
  return { ...state, Branches: isRace(state) ? [...branches.slice(first), ...branches.slice(0, first)] : branches };
}
