import type { FailState } from '../../asl/model.ts';
import { succeed, type Result } from '../../kernel/result.ts';
import { evaluateTyped, scopeOf, type EvaluationScope } from '../evaluation.ts';
import { plainFailure, type StateFailure } from '../failure.ts';
import type { PreparedState, StateOutcome, Visit } from '../model.ts';
import { prepareTypedOptional, type Preparation, type PreparedTemplate } from '../template.ts';
import { neverWaits } from './never-waits.ts';

function textOf(scope: EvaluationScope, template: PreparedTemplate | undefined): Result<string | undefined, StateFailure> {
  return template === undefined ? succeed(undefined) : evaluateTyped(scope, template, 'string');
}

function raise(visit: Visit, error: PreparedTemplate | undefined, cause: PreparedTemplate | undefined): StateOutcome {
  const scope = scopeOf(visit);
  const errorText = textOf(scope, error);
  if (!errorText.ok) return { kind: 'failed', failure: errorText.error };
  const causeText = textOf(scope, cause);
  if (!causeText.ok) return { kind: 'failed', failure: causeText.error };
  const name = errorText.value === undefined ? {} : { error: errorText.value };
  return { kind: 'failed', failure: plainFailure({ ...name, ...(causeText.value === undefined ? {} : { cause: causeText.value }) }) };
}

/** Fail: ends the frame with an error; without `Error` and `Cause` it fails with neither (recorded: state_fail_empty). */
export function prepareFail(state: FailState, preparation: Preparation): PreparedState {
  const error = prepareTypedOptional(state.Error, 'Error', 'string', preparation);
  const cause = prepareTypedOptional(state.Cause, 'Cause', 'string', preparation);
  return { type: 'Fail', enter: (visit) => raise(visit, error, cause), resume: neverWaits };
}
