import type { AslMachine, AslState } from '../asl/model.ts';
import { assert } from '../kernel/assert.ts';
import { diagnosticError, type Diagnostic } from '../kernel/diagnostic.ts';
import { MACHINE_UNITS_MAX, STATE_NAME_CHARACTERS_MAX } from './limits.ts';
import { checkFields } from './verify-fields.ts';

/** States that control can go to from one state. */
export function successorsOf(state: AslState): readonly string[] {
  switch (state.Type) {
    case 'Choice':
      return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
    case 'Task':
      return [...(state.Catch ?? []).map((catcher) => catcher.Next), ...(state.Next === undefined ? [] : [state.Next])];
    case 'Pass':
    case 'Wait':
      return state.Next === undefined ? [] : [state.Next];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

/** Names of the states that can be reached from the start; `more` gives further successors of a state. */
export function reachableStates(machine: AslMachine, more: (name: string) => readonly string[] = () => []): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [machine.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = machine.States[name];
    if (reached.has(name) || state === undefined) continue;
    reached.add(name);
    open.push(...successorsOf(state), ...more(name));
  }
  return reached;
}

/** The machine with these states only. */
export function withStates(machine: AslMachine, names: ReadonlySet<string>): AslMachine {
  return { ...machine, States: Object.fromEntries(Object.entries(machine.States).filter(([name]) => names.has(name))) };
}

/**
 * Checks what the compiler promises of every machine: targets exist, each state can be reached, names and transitions have their form.
 * A breach is a fault of the compiler. What an author's document leads to, sizes and lengths of time, is reported.
 */
export function verifyMachine(machine: AslMachine, pointerOf: (machinePointer: string) => string): readonly Diagnostic[] {
  checkPromises(machine);
  const units = JSON.stringify(machine).length;
  const tooLarge = units <= MACHINE_UNITS_MAX ? [] : [diagnosticError('UWF-2050', '', `The compiled machine has ${units} characters, at most ${MACHINE_UNITS_MAX} are possible.`)];
  return [...tooLarge, ...checkFields(machine, pointerOf)];
}

function checkPromises(machine: AslMachine): void {
  const reached = reachableStates(machine);
  assert(reached.has(machine.StartAt), 'the start of a machine exists');
  for (const [name, state] of Object.entries(machine.States)) {
    assert(reached.has(name), 'every state can be reached');
    assert(name.length > 0 && name.length <= STATE_NAME_CHARACTERS_MAX, 'state names have at most 80 characters');
    assert(successorsOf(state).every((next) => Object.hasOwn(machine.States, next)), 'every transition leads to a state');
    if (state.Type === 'Pass' || state.Type === 'Wait' || state.Type === 'Task') assert((state.Next === undefined) === (state.End === true), 'a state has either Next or End');
  }
}
