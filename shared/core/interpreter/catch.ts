import type { AslCatcher, AslRecovery, AslRetrier } from '../asl/model.ts';
import type { PreparedExit, StatePreparation } from './data-language.ts';
import { errorOutputOf, matchesError, type StateFailure } from './failure.ts';
import { leaveState } from './leave.ts';
import type { StateOutcome, Visit } from './model.ts';
import { checkRetriers, grantRetry, type GrantedRetry } from './retry.ts';
import { dueAfter } from './seconds.ts';
import { recordEvent, startTimer } from './turn.ts';

interface PreparedCatcher {
  readonly errorEquals: readonly string[];
  readonly exit: PreparedExit;
  readonly next: string;
}

/** `Retry` and `Catch` of a state, prepared. */
export interface PreparedRecovery {
  readonly retriers: readonly AslRetrier[];
  readonly catchers: readonly PreparedCatcher[];
}

function prepareCatcher(catcher: AslCatcher, index: number, preparation: StatePreparation): PreparedCatcher {
  const prefix = `Catch[${index}]/`;
  preparation.leadTo(catcher.Next, `${prefix}Next`);
  return { errorEquals: catcher.ErrorEquals, exit: preparation.language.catchExit(catcher, prefix, preparation), next: catcher.Next };
}

/** Prepares what a state says of its failures. */
export function prepareRecovery(state: AslRecovery, preparation: StatePreparation): PreparedRecovery {
  const retriers = state.Retry ?? [];
  checkRetriers(retriers, preparation);
  return { retriers, catchers: (state.Catch ?? []).map((catcher, index) => prepareCatcher(catcher, index, preparation)) };
}

function retry({ turn, frame, name }: Visit, granted: GrantedRetry, failure: StateFailure): StateOutcome {
  const dueAt = dueAfter(turn.event.at, granted.delaySeconds);
  const timerId = startTimer(turn, dueAt);
  const retryCount = granted.retries.reduce((sum, count) => sum + count, 0);
  const error = failure.error === undefined ? {} : { error: failure.error };
  recordEvent(turn, { frame, state: name }, 'retry-scheduled', { retrier: granted.retrier, retryCount, dueAt, timerId, ...error });
  return { kind: 'waiting', waitingFor: { kind: 'retry', timerId }, retries: granted.retries };
}

/**
 * What becomes of a failure: another attempt, a catcher, or the failure of the frame (states-language.net, "Errors": retriers come
 * first, in order). A catcher without output fields gives the error output; a catcher whose own fields fail is not caught again.
 * `onGivenUp` is told before a failure that is not tried again is caught or passed on.
 */
export function recover(visit: Visit, recovery: PreparedRecovery, failure: StateFailure, onGivenUp?: () => void): StateOutcome {
  const { frame, turn } = visit;
  const granted = grantRetry(recovery.retriers, { failure, retries: frame.retries, random: turn.random });
  if (granted !== undefined) return retry(visit, granted, failure);
  onGivenUp?.();
  const catcher = recovery.catchers.find((candidate) => matchesError(candidate.errorEquals, failure));
  if (catcher === undefined) return { kind: 'failed', failure };
  return leaveState(visit, { exit: catcher.exit, gain: { errorOutput: errorOutputOf(failure) }, next: catcher.next });
}
