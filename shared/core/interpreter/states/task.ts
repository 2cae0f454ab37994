import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { TaskState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { prepareRecovery, recover, type PreparedRecovery } from '../catch.ts';
import { oversizedResult } from '../causes.ts';
import { plainFailure, type StateFailure } from '../failure.ts';
import { timersOf, withoutWaiting } from '../frame.ts';
import { dataLimitExceeded, leaveState, prepareDataFlow, type PreparedDataFlow } from '../leave.ts';
import { PAYLOAD_BYTES_MAX } from '../limits.ts';
import type { PreparedState, Signal, StateOutcome, Visit } from '../model.ts';
import { dueAfter, prepareSeconds } from '../seconds.ts';
import type { Waiting } from '../snapshot.ts';
import { prepareOptional, type Preparation } from '../template.ts';
import { prepareTransition } from '../transition.ts';
import { clearTimers, countHistory, recordEvent, sizeOf } from '../turn.ts';
import { scheduleAttempt, type PreparedAttempt } from './task-attempt.ts';

interface PreparedTask {
  readonly attempt: PreparedAttempt;
  readonly flow: PreparedDataFlow;
  readonly recovery: PreparedRecovery;
  readonly next?: string;
}

type TaskWaiting = Extract<Waiting, { kind: 'task' }>;

/** What a too large result is told to come from: the service of an integration, else the resource itself (NOTES §5). */
function resultNameOf(resource: string): string {
  return /^arn:aws:states:::([\w-]+)(?::|$)/.exec(resource)?.[1] ?? resource;
}

function schedule(visit: Visit, task: PreparedTask): StateOutcome {
  const waitingFor = scheduleAttempt(visit, task.attempt);
  return waitingFor.ok ? { kind: 'waiting', waitingFor: waitingFor.value, retries: visit.frame.retries } : recover(visit, task.recovery, waitingFor.error);
}

function fail(visit: Visit, task: PreparedTask, failure: StateFailure): StateOutcome {
  const { turn, frame, name } = visit;
  assert(frame.waitingFor?.kind === 'task', 'a task fails while it is awaited');
  const { attemptId } = frame.waitingFor;
  clearTimers(turn, timersOf(frame));
  recordEvent(turn, { frame, state: name }, 'task-failed', { attemptId, ...plainFailure(failure) });
  return recover(visit, task.recovery, failure);
}

function complete(visit: Visit, task: PreparedTask, result: JsonValue): StateOutcome {
  const { turn, frame, name } = visit;
  assert(frame.waitingFor?.kind === 'task', 'a task succeeds while it is awaited');
  if (sizeOf(turn, result) > PAYLOAD_BYTES_MAX) {
    return fail(visit, task, dataLimitExceeded(oversizedResult(resultNameOf(task.attempt.resource))));
  }
  const { attemptId } = frame.waitingFor;
  clearTimers(turn, timersOf(frame));
  countHistory(turn, result);
  recordEvent(turn, { frame, state: name }, 'task-succeeded', { attemptId, output: result });
  const outcome = leaveState(visit, { flow: task.flow, otherwise: result, extra: { result }, ...(task.next === undefined ? {} : { next: task.next }) });
  return outcome.kind === 'failed' ? recover(visit, task.recovery, outcome.failure) : outcome;
}

/** A missed heartbeat is told as a timeout too (recorded: heartbeats); only its own name in `ErrorEquals` tells them apart. */
function timeOut(visit: Visit, task: PreparedTask, waitingFor: TaskWaiting, timerId: string): StateOutcome {
  const { turn, frame, name } = visit;
  const { attemptId } = waitingFor;
  const isHeartbeat = waitingFor.heartbeatTimerId === timerId;
  clearTimers(turn, timersOf(frame));
  recordEvent(turn, { frame, state: name }, 'task-timed-out', { attemptId, error: ERROR_NAMES.timeout, missed: isHeartbeat ? 'heartbeat' : 'timeout' });
  turn.commands.push({ kind: 'cancel-task', attemptId, state: name });
  return recover(visit, task.recovery, { error: ERROR_NAMES.timeout, ...(isHeartbeat ? { aliases: [ERROR_NAMES.heartbeatTimeout] } : {}) });
}

/** Moves the heartbeat's timer. The snapshot stays as it is: a heartbeat is not a fact of the execution. */
function keepAlive({ turn, frame }: Visit, waitingFor: TaskWaiting): StateOutcome {
  const { heartbeatTimerId, heartbeatSeconds } = waitingFor;
  if (heartbeatTimerId !== undefined && heartbeatSeconds !== undefined) {
    turn.commands.push({ kind: 'start-timer', timerId: heartbeatTimerId, dueAt: dueAfter(turn.event.at, heartbeatSeconds) });
  }
  return { kind: 'waiting', waitingFor, retries: frame.retries };
}

function resume(visit: Visit, task: PreparedTask, signal: Signal): StateOutcome {
  const { waitingFor } = visit.frame;
  assert(waitingFor !== undefined && waitingFor.kind !== 'wait', 'a Task waits for its attempt or for a retry');
  if (waitingFor.kind === 'retry') return schedule({ ...visit, frame: withoutWaiting(visit.frame) }, task);
  switch (signal.kind) {
    case 'task-succeeded':
      return complete(visit, task, signal.output);
    case 'task-failed':
      return fail(visit, task, signal.failure);
    case 'timer-fired':
      return timeOut(visit, task, waitingFor, signal.timerId);
    case 'task-heartbeat':
      return keepAlive(visit, waitingFor);
  }
}

function prepareTask(state: TaskState, preparation: Preparation): PreparedTask {
  const input = prepareOptional(state.Arguments, 'Arguments', preparation);
  const timeout = state.TimeoutSeconds === undefined ? {} : { timeout: prepareSeconds(state.TimeoutSeconds, 'TimeoutSeconds', false, preparation) };
  const heartbeat = state.HeartbeatSeconds === undefined ? {} : { heartbeat: prepareSeconds(state.HeartbeatSeconds, 'HeartbeatSeconds', false, preparation) };
  return {
    attempt: { resource: state.Resource, ...(input === undefined ? {} : { input }), ...timeout, ...heartbeat },
    flow: prepareDataFlow(state, '', preparation),
    recovery: prepareRecovery(state, preparation),
    ...prepareTransition(state, preparation),
  };
}

/** Task: has work done elsewhere, attempt by attempt, with timeouts, retries and catchers. */
export function prepareTaskState(state: TaskState, preparation: Preparation): PreparedState {
  const task = prepareTask(state, preparation);
  return { type: 'Task', enter: (visit) => schedule(visit, task), resume: (visit, signal) => resume(visit, task, signal) };
}
