import { describe, expect, test } from 'vitest';
import type { AslMachine, AslState, PassState } from '#shared/core/asl/model.ts';
import { mapStates, scopesOf, scopesOfState, statesOf } from '#shared/core/asl/scopes.ts';

const pass: PassState = { Type: 'Pass', End: true };

const machine: AslMachine = {
  StartAt: 'fork',
  States: {
    fork: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'left', States: { left: pass } },
        { StartAt: 'each', States: { each: { Type: 'Map', ItemProcessor: { StartAt: 'item', States: { item: pass } }, End: true } } },
      ],
      Next: 'old',
    },
    old: { Type: 'Map', Iterator: { StartAt: 'inner', States: { inner: pass } }, End: true },
  },
};

function marked(state: AslState, name: string): AslState {
  return { ...state, Comment: name };
}

describe('scopes of a machine', () => {
  test('a state of another type opens none', () => {
    expect(scopesOfState(pass)).toEqual([]);
    expect(scopesOfState({ Type: 'Map', End: true })).toEqual([]);
  });

  test('every scope is told with the states around it, outer before inner', () => {
    expect(scopesOf(machine).map(({ scope, inside }) => [scope.StartAt, inside])).toEqual([
      ['fork', []],
      ['left', ['fork']],
      ['each', ['fork']],
      ['item', ['fork', 'each']],
      ['inner', ['old']],
    ]);
  });

  test('every state is found, whatever scope it is in', () => {
    expect(statesOf(machine).map(([name]) => name)).toEqual(['fork', 'old', 'left', 'each', 'item', 'inner']);
  });

  test('a change reaches every state and keeps the scopes as they are', () => {
    const changed = mapStates(machine, marked);
    expect(statesOf(changed).map(([name, state]) => [name, state.Comment])).toEqual(statesOf(machine).map(([name]) => [name, name]));
    expect(scopesOf(changed).map(({ inside }) => inside)).toEqual(scopesOf(machine).map(({ inside }) => inside));
    expect(mapStates(machine, (state) => state)).toEqual(machine);
  });
});
