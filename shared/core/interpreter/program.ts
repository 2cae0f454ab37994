import type { AslMachine, AslState } from '../asl/model.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { TIMER_SECONDS_MAX } from './limits.ts';
import type { PreparedState, Program, ProgramOptions } from './model.ts';
import { isExecutableType, prepareState } from './states/table.ts';
import type { Preparation, ProgramProblem } from './template.ts';

export type { Program, ProgramOptions } from './model.ts';

/** Fields of a state that belong to JSONPath, and would be silently without effect here. */
const JSONPATH_FIELDS = ['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath'] as const;

function languageOf(holder: object): unknown {
  return 'QueryLanguage' in holder ? holder.QueryLanguage : undefined;
}

/** Reports what of a state this engine does not execute; false when it can be prepared. */
function canExecute(machine: AslMachine, state: AslState, preparation: Preparation): boolean {
  const type: string = state.Type;
  const isKnown = isExecutableType(type);
  if (!isKnown) preparation.report({ pointer: `${preparation.pointer}/Type`, message: `States of type ${type} are not executed by this engine` });
  const isJsonata = (languageOf(state) ?? languageOf(machine)) === 'JSONata';
  if (!isJsonata) preparation.report({ pointer: preparation.pointer, message: 'States in JSONPath are not executed by this engine; set QueryLanguage to JSONata' });
  for (const field of isJsonata ? JSONPATH_FIELDS.filter((name) => name in state) : []) {
    preparation.report({ pointer: `${preparation.pointer}/${field}`, message: `${field} is a field of JSONPath states only` });
  }
  return isKnown && isJsonata;
}

function checkMachine(machine: AslMachine, report: (problem: ProgramProblem) => void): void {
  if (!Object.hasOwn(machine.States, machine.StartAt)) report({ pointer: '/StartAt', message: 'StartAt names no state' });
  const timeout = machine.TimeoutSeconds ?? 1;
  if (!(timeout > 0 && timeout <= TIMER_SECONDS_MAX)) {
    report({ pointer: '/TimeoutSeconds', message: `TimeoutSeconds must be more than zero and at most ${TIMER_SECONDS_MAX} seconds` });
  }
}

/**
 * Makes a machine ready for `advance`: parses every expression once and checks what execution relies on. All problems at once; a
 * machine with states that are not executed here (Parallel, Map, JSONPath) is refused by their names.
 */
export function prepareProgram(machine: AslMachine, options: ProgramOptions = { causesQuoteValues: false }): Result<Program, readonly ProgramProblem[]> {
  const problems: ProgramProblem[] = [];
  const report = (problem: ProgramProblem): void => void problems.push(problem);
  const states = new Map<string, PreparedState>();
  checkMachine(machine, report);
  for (const [name, state] of Object.entries(machine.States)) {
    const pointer = appendPointer('/States', name);
    const leadTo = (target: string, location: string): void => {
      if (!Object.hasOwn(machine.States, target)) report({ pointer: `${pointer}/${location}`, message: 'The next state does not exist' });
    };
    const preparation = { pointer, report, leadTo };
    if (canExecute(machine, state, preparation)) states.set(name, prepareState(state, preparation));
  }
  return problems.length === 0 ? succeed({ machine, options, states }) : fail(problems);
}
