import type { AslMachine, AslScope, AslState } from '../asl/model.ts';
import { scopesOf, scopesOfState, statesOf } from '../asl/scopes.ts';
import { assert } from '../kernel/assert.ts';
import { diagnosticError, type Diagnostic } from '../kernel/diagnostic.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { MACHINE_UNITS_MAX, STATE_NAME_CHARACTERS_MAX } from './limits.ts';
import { checkFields } from './verify-fields.ts';

/** States of the same scope that control can go to from one state. */
export function successorsOf(state: AslState): readonly string[] {
  switch (state.Type) {
    case 'Choice':
      return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
    case 'Task':
    case 'Parallel':
    case 'Map':
      return [...(state.Catch ?? []).map((catcher) => catcher.Next), ...(state.Next === undefined ? [] : [state.Next])];
    case 'Pass':
    case 'Wait':
      return state.Next === undefined ? [] : [state.Next];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

/** Names of the states, in all scopes, that can be reached from the start; `more` gives further successors of a state. */
export function reachableStates(machine: AslMachine, more: (name: string) => readonly string[] = () => []): ReadonlySet<string> {
  const states = new Map(statesOf(machine));
  const reached = new Set<string>();
  const open = [machine.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (reached.has(name) || state === undefined) continue;
    reached.add(name);
    open.push(...successorsOf(state), ...scopesOfState(state).map((scope) => scope.StartAt), ...more(name));
  }
  return reached;
}

/** The same scope with these states only, in all scopes beneath as well. */
export function withStates<S extends AslScope>(scope: S, names: ReadonlySet<string>): S {
  const kept = Object.entries(scope.States).filter(([name]) => names.has(name));
  return { ...scope, States: Object.fromEntries(kept.map(([name, state]) => [name, withInnerStates(state, names)])) };
}

function withInnerStates(state: AslState, names: ReadonlySet<string>): AslState {
  if (state.Type === 'Parallel') return { ...state, Branches: state.Branches.map((branch) => withStates(branch, names)) };
  if (state.Type !== 'Map') return state;
  const { ItemProcessor, Iterator } = state;
  return { ...state, ...(ItemProcessor && { ItemProcessor: withStates(ItemProcessor, names) }), ...(Iterator && { Iterator: withStates(Iterator, names) }) };
}

/**
 * Checks what the compiler promises of every machine: targets exist in their scope, each state can be reached, names and transitions have
 * their form. A breach is a fault of the compiler. What an author's document leads to, sizes and lengths of time, is reported.
 */
export function verifyMachine(machine: AslMachine, pointerOf: (machinePointer: string) => string): readonly Diagnostic[] {
  checkPromises(machine);
  const units = JSON.stringify(machine).length;
  const tooLarge = units <= MACHINE_UNITS_MAX ? [] : [diagnosticError('UWF-2050', '', `The compiled machine has ${units} characters, at most ${MACHINE_UNITS_MAX} are possible.`)];
  return [...tooLarge, ...checkEnds(machine, pointerOf), ...checkFields(machine, pointerOf)];
}

/** No runtime takes a scope that control cannot leave, and none could keep the history of an execution that goes on for ever. */
function checkEnds(machine: AslMachine, pointerOf: (machinePointer: string) => string): readonly Diagnostic[] {
  const endless = scopesOf(machine).filter(({ scope }) => !Object.values(scope.States).some(isEnd));
  return endless.map(({ scope }) => diagnosticError('UWF-2052', pointerOf(appendPointer('/States', scope.StartAt)), 'From here on every way leads back: the tasks never come to an end.'));
}

function isEnd(state: AslState): boolean {
  return state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
}

function checkPromises(machine: AslMachine): void {
  const reached = reachableStates(machine);
  const scopes = scopesOf(machine);
  const names = scopes.flatMap(({ scope }) => Object.keys(scope.States));
  assert(new Set(names).size === names.length, 'names of states are unique over all scopes');
  for (const { scope } of scopes) {
    assert(Object.hasOwn(scope.States, scope.StartAt), 'the start of a scope exists');
    for (const [name, state] of Object.entries(scope.States)) {
      assert(reached.has(name), 'every state can be reached');
      checkState(name, state, scope);
    }
  }
}

function checkState(name: string, state: AslState, scope: AslScope): void {
  assert(name.length > 0 && name.length <= STATE_NAME_CHARACTERS_MAX, 'state names have at most 80 characters');
  assert(successorsOf(state).every((next) => Object.hasOwn(scope.States, next)), 'every transition leads to a state of the same scope');
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return;
  assert((state.Next === undefined) === (state.End === true), 'a state has either Next or End');
  if (state.Type === 'Parallel') assert(state.Branches.length > 0, 'a Parallel has branches');
  if (state.Type === 'Map') assert(scopesOfState(state).length === 1, 'a Map has a processor');
}
