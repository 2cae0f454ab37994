import type { FailState } from '../../asl/model.ts';
import type { Read, StatePreparation } from '../data-language.ts';
import { plainFailure } from '../failure.ts';
import type { PreparedState, StateOutcome, Visit } from '../model.ts';
import { neverWaits } from './never-waits.ts';

function raise(visit: Visit, error: Read<string | undefined>, cause: Read<string | undefined>): StateOutcome {
  const errorText = error(visit);
  if (!errorText.ok) return { kind: 'failed', failure: errorText.error };
  const causeText = cause(visit);
  if (!causeText.ok) return { kind: 'failed', failure: causeText.error };
  const name = errorText.value === undefined ? {} : { error: errorText.value };
  return { kind: 'failed', failure: plainFailure({ ...name, ...(causeText.value === undefined ? {} : { cause: causeText.value }) }) };
}

/** Fail: ends its scope with an error; without `Error` and `Cause` it fails with neither (recorded: state_fail_empty). */
export function prepareFail(state: FailState, preparation: StatePreparation): PreparedState {
  const error = preparation.language.failText(state, 'Error', preparation);
  const cause = preparation.language.failText(state, 'Cause', preparation);
  return { type: 'Fail', enter: (visit) => raise(visit, error, cause), resume: neverWaits };
}
