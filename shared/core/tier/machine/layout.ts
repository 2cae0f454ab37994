import { ERROR_NAMES } from '../../asl/error-names.ts';
import { expressionOf, type AslCatcher, type AslMachine, type AslScope, type AslState, type FailState, type QueryLanguage } from '../../asl/model.ts';
import { scopesOfState } from '../../asl/scopes.ts';

/** A state with where it stands. State names are unique over all scopes of a machine. */
export interface PlacedState {
  readonly name: string;
  readonly state: AslState;
  readonly language: QueryLanguage;
  /** Names the scope that the state belongs to, see {@link scopeId}. */
  readonly scope: string;
  /** The states inside of which it stands, innermost first. */
  readonly around: readonly PlacedState[];
}

/** Every state of a machine by name, in all scopes. */
export type MachineLayout = ReadonlyMap<string, PlacedState>;

/** The name of a scope: `''` for the machine, else the Parallel or Map that opens it and its position there. */
export function scopeId(owner: string, index: number): string {
  return `${index} ${owner}`;
}

/** Finds every state of a machine, its language and what is around it. */
export function layoutOf(machine: AslMachine): MachineLayout {
  const placed = placeScope(machine, { id: '', around: [], language: machine.QueryLanguage ?? 'JSONPath' });
  return new Map(placed.map((state) => [state.name, state]));
}

interface ScopePlace {
  readonly id: string;
  readonly around: readonly PlacedState[];
  readonly language: QueryLanguage;
}

function placeScope(scope: AslScope, at: ScopePlace): readonly PlacedState[] {
  return Object.entries(scope.States).flatMap(([name, state]) => {
    const placed: PlacedState = { name, state, language: state.QueryLanguage ?? at.language, scope: at.id, around: at.around };
    const inner = scopesOfState(state).flatMap((one, index) => placeScope(one, { id: scopeId(name, index), around: [placed, ...at.around], language: at.language }));
    return [placed, ...inner];
  });
}

/** True when an error with this name is caught inside of the machine for certain, so that its cause never becomes the cause of the execution. */
export function isCaughtAround(place: PlacedState, error: string): boolean {
  for (const { state } of place.around) {
    if (state.Type === 'Map' && state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED') return false;
    const catchers = state.Type === 'Parallel' || state.Type === 'Map' ? (state.Catch ?? []) : [];
    if (catchers.some((catcher) => catchesSurely(catcher, error))) return true;
  }
  return false;
}

/** The names of the errors that Fail states inside of each state raise, as far as they are written out. */
export function raisedInside(layout: MachineLayout): ReadonlyMap<string, ReadonlySet<string>> {
  const raised = new Map<string, Set<string>>();
  for (const { state, around } of layout.values()) {
    const name = state.Type === 'Fail' ? staticErrorOf(state) : undefined;
    if (name === undefined) continue;
    for (const outer of around) raised.set(outer.name, (raised.get(outer.name) ?? new Set()).add(name));
  }
  return raised;
}

/** The name of the error that a Fail raises, when it is written out. */
export function staticErrorOf({ Error: error, ErrorPath }: FailState): string | undefined {
  return error === undefined || ErrorPath !== undefined || expressionOf(error) !== undefined ? undefined : error;
}

/** Errors that `States.ALL` does not stand for (states-language.net, "Errors"). */
const NEVER_CAUGHT_BY_ALL: ReadonlySet<string> = new Set([ERROR_NAMES.runtime, ERROR_NAMES.dataLimitExceeded]);

/** True when an error with this name goes to this catcher unless an earlier one takes it. */
export function catchesSurely(catcher: AslCatcher, error: string): boolean {
  return catcher.ErrorEquals.includes(error) || (catcher.ErrorEquals.includes(ERROR_NAMES.all) && !NEVER_CAUGHT_BY_ALL.has(error));
}

/** True when an error with this name, or with any name, could go to this catcher. */
export function mayCatch(catcher: AslCatcher, error: string | undefined): boolean {
  return error === undefined || catchesSurely(catcher, error) || catcher.ErrorEquals.some((name) => name === ERROR_NAMES.taskFailed || name === ERROR_NAMES.all);
}
