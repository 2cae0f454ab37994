import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { TaskState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { BEHAVIOUR_TOKENS, behaviourOf } from '../behaviour.ts';
import { prepareRecovery, recover, type PreparedRecovery } from '../catch.ts';
import { causePrefix, oversizedResult } from '../causes.ts';
import type { PreparedExit, StatePreparation } from '../data-language.ts';
import { plainFailure, type StateFailure } from '../failure.ts';
import { scopeFields, timersOf, withoutWaiting } from '../frame.ts';
import { dataLimitExceeded, leaveState } from '../leave.ts';
import { PAYLOAD_BYTES_MAX } from '../limits.ts';
import type { PreparedState, Signal, StateOutcome, Visit } from '../model.ts';
import { dueAfter } from '../seconds.ts';
import type { Waiting } from '../snapshot.ts';
import { prepareTransition } from '../transition.ts';
import { clearTimers, countHistory, recordEvent, sizeOf } from '../turn.ts';
import { scheduleAttempt, type PreparedAttempt } from './task-attempt.ts';

interface PreparedTask {
  readonly attempt: PreparedAttempt;
  readonly exit: PreparedExit;
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
  return recover(visit, task.recovery, told(visit, failure));
}

/** An attempt that cannot be made at all is a fault of the state, whose name its cause tells (recorded: activity_task_on_deleted). */
function told({ turn, frame, name }: Visit, failure: StateFailure): StateFailure {
  if (failure.error !== ERROR_NAMES.runtime || behaviourOf(turn.snapshot) < BEHAVIOUR_TOKENS) return failure;
  assert(frame.enteredSequence !== undefined, 'a state that has attempts has been entered');
  return { ...failure, cause: `${causePrefix(name, frame.enteredSequence)}${failure.cause ?? ''}` };
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
  const outcome = leaveState(visit, { exit: task.exit, gain: { result }, ...(task.next === undefined ? {} : { next: task.next }) });
  return outcome.kind === 'failed' ? recover(visit, task.recovery, outcome.failure) : outcome;
}

/** A missed heartbeat is told as a timeout too (recorded: heartbeats); only its own name in `ErrorEquals` tells them apart. */
function timeOut(visit: Visit, task: PreparedTask, waitingFor: TaskWaiting, timerId: string): StateOutcome {
  const { turn, frame, name } = visit;
  const { attemptId } = waitingFor;
  const isHeartbeat = waitingFor.heartbeatTimerId === timerId;
  clearTimers(turn, timersOf(frame));
  recordEvent(turn, { frame, state: name }, 'task-timed-out', { attemptId, error: ERROR_NAMES.timeout, missed: isHeartbeat ? 'heartbeat' : 'timeout' });
  turn.commands.push({ kind: 'cancel-task', attemptId, state: name, ...scopeFields(frame) });
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
  if (waitingFor?.kind === 'retry') return schedule({ ...visit, frame: withoutWaiting(visit.frame) }, task);
  assert(waitingFor?.kind === 'task', 'a Task waits for its attempt or for a retry');
  switch (signal.kind) {
    case 'task-succeeded':
      return complete(visit, task, signal.output);
    case 'task-failed':
      return fail(visit, task, signal.failure);
    case 'timer-fired':
      return timeOut(visit, task, waitingFor, signal.timerId);
    case 'task-heartbeat':
      return keepAlive(visit, waitingFor);
    default:
      assert(false, 'a Task opens no scopes');
  }
}

function prepareTask(state: TaskState, preparation: StatePreparation): PreparedTask {
  const { language } = preparation;
  return {
    attempt: {
      resource: state.Resource,
      input: language.workInput(state, preparation),
      timeout: language.seconds(state, 'TimeoutSeconds', preparation),
      heartbeat: language.seconds(state, 'HeartbeatSeconds', preparation),
    },
    exit: language.workExit(state, preparation),
    recovery: prepareRecovery(state, preparation),
    ...prepareTransition(state, preparation),
  };
}

/** Task: has work done elsewhere, attempt by attempt, with timeouts, retries and catchers. */
export function prepareTaskState(state: TaskState, preparation: StatePreparation): PreparedState {
  const task = prepareTask(state, preparation);
  return { type: 'Task', enter: (visit) => schedule(visit, task), resume: (visit, signal) => resume(visit, task, signal) };
}
