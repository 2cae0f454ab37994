import type { AslMachine, AslScope, AslState, QueryLanguage } from '../asl/model.ts';
import { scopesOfState } from '../asl/scopes.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import type { StatePreparation } from './data-language.ts';
import { languageTable } from './languages/table.ts';
import { SCOPE_DEPTH_MAX, TIMER_SECONDS_MAX } from './limits.ts';
import type { PreparedState, Program, ProgramOptions } from './model.ts';
import { isExecutableType, prepareState } from './states/table.ts';
import type { ProgramProblem } from './template.ts';

export type { Program, ProgramOptions } from './model.ts';

/** Where preparing a machine stands: its states so far and what is wrong with it. */
interface Workshop {
  readonly language: QueryLanguage;
  readonly states: Map<string, PreparedState>;
  report(problem: ProgramProblem): void;
}

/** A scope with where it stands. */
interface Place {
  readonly scope: AslScope;
  readonly pointer: string;
  readonly depth: number;
}

function checkMachine(machine: AslMachine, report: (problem: ProgramProblem) => void): void {
  const timeout = machine.TimeoutSeconds ?? 1;
  if (!(timeout > 0 && timeout <= TIMER_SECONDS_MAX)) {
    report({ pointer: '/TimeoutSeconds', message: `TimeoutSeconds must be more than zero and at most ${TIMER_SECONDS_MAX} seconds` });
  }
}

/** A machine that JSONata governs has no state in JSONPath; the other way round is a mixed machine (recorded: validation, mixed_query_language). */
function languageOf(workshop: Workshop, state: AslState, pointer: string): QueryLanguage {
  const own = state.QueryLanguage ?? workshop.language;
  if (workshop.language === 'JSONata' && own === 'JSONPath') {
    workshop.report({ pointer: `${pointer}/QueryLanguage`, message: "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine" });
  }
  return own;
}

function preparationOf(workshop: Workshop, place: Place, state: AslState, pointer: string): StatePreparation {
  const { report } = workshop;
  const leadTo = (target: string, location: string): void => {
    if (!Object.hasOwn(place.scope.States, target)) report({ pointer: `${pointer}/${location}`, message: 'The next state does not exist' });
  };
  return { pointer, report, leadTo, language: languageTable[languageOf(workshop, state, pointer)] };
}

/** The list that a state is nothing without, where a machine that was not validated lacks it. */
function missingList(state: AslState): string | undefined {
  if (state.Type === 'Parallel' && !isJsonArray(state.Branches)) return 'Branches';
  return state.Type === 'Choice' && !isJsonArray(state.Choices) ? 'Choices' : undefined;
}

function prepareOne(workshop: Workshop, place: Place, name: string, state: AslState): void {
  const pointer = appendPointer(`${place.pointer}/States`, name);
  const type: string = state.Type;
  if (!isExecutableType(type)) return workshop.report({ pointer: `${pointer}/Type`, message: `There are no states of type ${type}` });
  const missing = missingList(state);
  if (missing !== undefined) return workshop.report({ pointer: `${pointer}/${missing}`, message: 'Expected an array' });
  if (workshop.states.has(name)) workshop.report({ pointer, message: 'Another state of the machine has the same name' });
  const preparation = preparationOf(workshop, place, state, pointer);
  preparation.language.checkFields(state, preparation);
  workshop.states.set(name, prepareState(state, preparation));
  const inner = scopesOfState(state);
  inner.forEach((scope, index) => prepareScope(workshop, { scope, pointer: innerPointer(state, pointer, index), depth: place.depth + 1 }));
}

function innerPointer(state: AslState, pointer: string, index: number): string {
  if (state.Type === 'Parallel') return `${pointer}/Branches/${index}`;
  return state.Type === 'Map' && state.ItemProcessor === undefined ? `${pointer}/Iterator` : `${pointer}/ItemProcessor`;
}

function prepareScope(workshop: Workshop, place: Place): void {
  const { scope, pointer, depth } = place;
  if (depth > SCOPE_DEPTH_MAX) return workshop.report({ pointer, message: `Scopes are nested deeper than ${SCOPE_DEPTH_MAX} levels` });
  if (!isJsonObject(scope.States)) return workshop.report({ pointer: `${pointer}/States`, message: 'Expected an object' });
  if (!Object.hasOwn(scope.States, scope.StartAt)) workshop.report({ pointer: `${pointer}/StartAt`, message: 'StartAt names no state' });
  for (const [name, state] of Object.entries(scope.States)) prepareOne(workshop, place, name, state);
}

/**
 * Makes a machine ready for `advance`: parses every expression and path once, in all scopes, and checks what execution relies on. All
 * problems at once.
 */
export function prepareProgram(machine: AslMachine, options: ProgramOptions = { causesQuoteValues: false }): Result<Program, readonly ProgramProblem[]> {
  const problems: ProgramProblem[] = [];
  const report = (problem: ProgramProblem): void => void problems.push(problem);
  const states = new Map<string, PreparedState>();
  checkMachine(machine, report);
  prepareScope({ language: machine.QueryLanguage ?? 'JSONPath', states, report }, { scope: machine, pointer: '', depth: 0 });
  return problems.length === 0 ? succeed({ machine, options, states }) : fail(problems);
}
