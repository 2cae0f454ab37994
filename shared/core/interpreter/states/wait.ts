import type { WaitState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { Read, StatePreparation } from '../data-language.ts';
import { leaveState } from '../leave.ts';
import type { PreparedState, StateOutcome, Visit } from '../model.ts';
import { prepareTransition } from '../transition.ts';
import { recordEvent, startTimer } from '../turn.ts';

function startWaiting(visit: Visit, dueAt: number): StateOutcome {
  const timerId = startTimer(visit.turn, dueAt);
  recordEvent(visit.turn, { frame: visit.frame, state: visit.name }, 'wait-started', { timerId, dueAt });
  return { kind: 'waiting', waitingFor: { kind: 'wait', timerId }, retries: visit.frame.retries };
}

function enterWait(visit: Visit, dueAt: Read<number>, leave: (visit: Visit) => StateOutcome): StateOutcome {
  const due = dueAt(visit);
  if (!due.ok) return { kind: 'failed', failure: due.error };
  return due.value <= visit.turn.event.at ? leave(visit) : startWaiting(visit, due.value);
}

/** Wait: goes on after a time or at one; at once when that is past (NOTES §6). */
export function prepareWait(state: WaitState, preparation: StatePreparation): PreparedState {
  const dueAt = preparation.language.dueAt(state, preparation);
  const exit = preparation.language.plainExit(state, preparation);
  const transition = prepareTransition(state, preparation);
  const leave = (visit: Visit): StateOutcome => leaveState(visit, { exit, ...transition });
  return {
    type: 'Wait',
    enter: (visit) => enterWait(visit, dueAt, leave),
    resume: (visit, signal) => {
      assert(signal.kind === 'timer-fired', 'a Wait waits for its timer only');
      return leave(visit);
    },
  };
}
