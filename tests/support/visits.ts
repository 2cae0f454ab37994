import type { QueryLanguage } from '#shared/core/asl/model.ts';
import type { Program, Turn, Visit } from '#shared/core/interpreter/model.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Frame } from '#shared/core/interpreter/snapshot.ts';
import type { StatePreparation } from '#shared/core/interpreter/data-language.ts';
import { languageTable } from '#shared/core/interpreter/languages/table.ts';
import type { ProgramProblem } from '#shared/core/interpreter/template.ts';
import { beginTurn, updateFrame } from '#shared/core/interpreter/turn.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { factsOf, machineOf, programOf, STARTED_AT } from './machines.ts';

const pass: Program = programOf(machineOf({ here: { Type: 'Pass', End: true } }));

/** A turn that has just begun, of an execution with one Pass. */
export function turnOf(input: JsonValue = {}, program: Program = pass): Turn {
  return beginTurn(program, startSnapshot(factsOf(input)), { kind: 'execution-started', at: STARTED_AT, seed: 'seed' });
}

/** A stay in the state `here`, entered at history event 2. */
export function visitOf(frame: Partial<Frame> = {}, program: Program = pass): Visit {
  const turn = turnOf(frame.input ?? {}, program);
  return { turn, name: 'here', frame: updateFrame(turn, { ...turn.snapshot.root, state: 'here', enteredSequence: 2, ...frame }) };
}

/** Prepares for a state and keeps what is reported. */
export function preparing(language: QueryLanguage = 'JSONata'): { readonly preparation: StatePreparation; readonly problems: readonly ProgramProblem[]; readonly targets: readonly string[] } {
  const problems: ProgramProblem[] = [];
  const targets: string[] = [];
  const preparation: StatePreparation = {
    language: languageTable[language],
    pointer: '/States/here',
    report: (problem) => void problems.push(problem),
    leadTo: (name, location) => void targets.push(`${location}:${name}`),
  };
  return { preparation, problems, targets };
}
