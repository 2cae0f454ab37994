import type { WaitState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { invalidTimestamp } from '../causes.ts';
import { evaluateTyped, failEvaluation, scopeOf } from '../evaluation.ts';
import type { StateFailure } from '../failure.ts';
import { leaveState, prepareDataFlow } from '../leave.ts';
import type { PreparedState, StateOutcome, Visit } from '../model.ts';
import { dueAfter, evaluateSeconds, prepareSeconds, type PreparedSeconds } from '../seconds.ts';
import { prepareTyped, type Preparation, type PreparedTemplate } from '../template.ts';
import { parseTimestamp } from '../timestamp.ts';
import { prepareTransition } from '../transition.ts';
import { recordEvent, startTimer } from '../turn.ts';

type PreparedDue = { readonly kind: 'seconds'; readonly seconds: PreparedSeconds } | { readonly kind: 'timestamp'; readonly template: PreparedTemplate };

function prepareDue(state: WaitState, preparation: Preparation): PreparedDue {
  if ((state.Seconds === undefined) === (state.Timestamp === undefined)) {
    preparation.report({ pointer: preparation.pointer, message: 'A Wait has either Seconds or Timestamp' });
  }
  if (state.Timestamp === undefined) return { kind: 'seconds', seconds: prepareSeconds(state.Seconds ?? 0, 'Seconds', true, preparation) };
  const template = prepareTyped(state.Timestamp, 'Timestamp', 'string', preparation);
  if (template.kind === 'constant' && parseTimestamp(state.Timestamp) === undefined) {
    preparation.report({ pointer: `${preparation.pointer}/Timestamp`, message: 'Timestamp must be an RFC 3339 timestamp with T and an offset' });
  }
  return { kind: 'timestamp', template };
}

function dueAtOf(visit: Visit, due: PreparedDue): Result<number, StateFailure> {
  const scope = scopeOf(visit);
  if (due.kind === 'seconds') {
    const seconds = evaluateSeconds(scope, due.seconds);
    return seconds.ok ? succeed(dueAfter(visit.turn.event.at, seconds.value)) : seconds;
  }
  const text = evaluateTyped(scope, due.template, 'string');
  if (!text.ok) return text;
  const dueAt = parseTimestamp(text.value);
  return dueAt === undefined ? fail(failEvaluation(visit, 'Timestamp', invalidTimestamp(text.value))) : succeed(dueAt);
}

function startWaiting(visit: Visit, dueAt: number): StateOutcome {
  const timerId = startTimer(visit.turn, dueAt);
  recordEvent(visit.turn, { frame: visit.frame, state: visit.name }, 'wait-started', { timerId, dueAt });
  return { kind: 'waiting', waitingFor: { kind: 'wait', timerId }, retries: visit.frame.retries };
}

/** Wait: goes on after `Seconds` or at `Timestamp`; at once when that is past (NOTES §6). */
export function prepareWait(state: WaitState, preparation: Preparation): PreparedState {
  const due = prepareDue(state, preparation);
  const flow = prepareDataFlow(state, '', preparation);
  const transition = prepareTransition(state, preparation);
  const leave = (visit: Visit): StateOutcome => leaveState(visit, { flow, otherwise: visit.frame.input, ...transition });
  return {
    type: 'Wait',
    enter: (visit) => {
      const dueAt = dueAtOf(visit, due);
      if (!dueAt.ok) return { kind: 'failed', failure: dueAt.error };
      return dueAt.value <= visit.turn.event.at ? leave(visit) : startWaiting(visit, dueAt.value);
    },
    resume: (visit, signal) => {
      assert(signal.kind === 'timer-fired', 'a Wait waits for its timer only');
      return leave(visit);
    },
  };
}
