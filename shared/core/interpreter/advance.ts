import { assert, unreachable } from '../kernel/assert.ts';
import { BEHAVIOUR_CURRENT, behaviourOf } from './behaviour.ts';
import { stopExecution, timeOutExecution } from './ending.ts';
import type { ExecutionEvent } from './event.ts';
import { plainFailure } from './failure.ts';
import { frameApart, frameAwaitingAttempt, frameAwaitingTimer } from './frame.ts';
import type { Program, Signal, Step, Turn } from './model.ts';
import { resumeAround, resumeFrame, startFrame } from './run.ts';
import { dueAfter } from './seconds.ts';
import type { ExecutionFacts, Frame, ScopeApart, Snapshot } from './snapshot.ts';
import { beginTurn, currentFrame, recordEvent, startTimer, stepOf, updateFrame } from './turn.ts';

/** The snapshot of an execution before its first event. `behaviour` is another than the current one only when a history is replayed. */
export function startSnapshot(facts: ExecutionFacts, behaviour: number = BEHAVIOUR_CURRENT): Snapshot {
  const root = { path: [], enteredAt: facts.startedAt, input: facts.input, variables: {}, retries: [], children: [] };
  return { sequence: 0, status: 'running', execution: facts, root, attempts: 0, timers: 0, behaviour };
}

/** The machine's timeout is for the execution to keep; a scope alone only begins with its first state. */
function startApart(turn: Turn, { path }: ScopeApart): void {
  const { apart, ...frame } = currentFrame(turn, path);
  assert(apart !== undefined, 'a scope that is carried out alone has not started elsewhere');
  updateFrame(turn, { ...frame, enteredAt: turn.event.at });
  startFrame(turn, { path, name: apart.startAt, input: frame.input });
}

function start(turn: Turn): void {
  if (turn.snapshot.sequence !== 0) return;
  const { machine } = turn.program;
  const { input } = turn.snapshot.execution;
  recordEvent(turn, { frame: turn.snapshot.root }, 'execution-started', { input, behaviour: behaviourOf(turn.snapshot) });
  if (turn.snapshot.apart !== undefined) return startApart(turn, turn.snapshot.apart);
  if (machine.TimeoutSeconds !== undefined) {
    const timeoutTimerId = startTimer(turn, dueAfter(turn.event.at, machine.TimeoutSeconds));
    turn.snapshot = { ...turn.snapshot, timeoutTimerId };
  }
  startFrame(turn, { path: [], name: machine.StartAt, input });
}

function signal(turn: Turn, frame: Frame | undefined, meaning: Signal): void {
  if (frame !== undefined) resumeFrame(turn, frame, meaning);
}

function wake(turn: Turn, timerId: string): void {
  if (timerId === turn.snapshot.timeoutTimerId) timeOutExecution(turn);
  else signal(turn, frameAwaitingTimer(turn.snapshot.root, timerId), { kind: 'timer-fired', timerId });
}

function endScope(turn: Turn, scope: Frame | undefined, signalOf: (scope: Frame) => Signal): void {
  if (scope !== undefined) resumeAround(turn, scope, signalOf(scope));
}

function takeEvent(turn: Turn, event: ExecutionEvent): void {
  const { root } = turn.snapshot;
  switch (event.kind) {
    case 'execution-started':
      return start(turn);
    case 'task-succeeded':
      return signal(turn, frameAwaitingAttempt(root, event.attemptId), { kind: 'task-succeeded', output: event.output });
    case 'task-failed':
      return signal(turn, frameAwaitingAttempt(root, event.attemptId), { kind: 'task-failed', failure: plainFailure(event) });
    case 'task-heartbeat':
      return signal(turn, frameAwaitingAttempt(root, event.attemptId), { kind: 'task-heartbeat' });
    case 'timer-fired':
      return wake(turn, event.timerId);
    case 'stop-requested':
      return stopExecution(turn, event.reason);
    case 'scope-succeeded':
      return endScope(turn, frameApart(root, event.scopeId), (scope) => ({ kind: 'scope-succeeded', scope, output: event.output }));
    case 'scope-failed':
      return endScope(turn, frameApart(root, event.scopeId), (scope) => ({ kind: 'scope-failed', scope, failure: event.failure }));
    default:
      return unreachable(event);
  }
}

/**
 * One turn of an execution: what the event means for it, carried on until it waits or ends. Pure and synchronous; equal arguments give
 * equal results, and the caller commits the snapshot with the events before it performs the commands.
 *
 * An event that is no longer awaited (a late or repeated answer, a timer that was cleared, anything after the end) gives the same
 * snapshot, no events and no commands. A heartbeat gives the same snapshot, no events and one command.
 */
export function advance(program: Program, snapshot: Snapshot, event: ExecutionEvent): Step {
  const turn = beginTurn(program, snapshot, event);
  const isStarted = snapshot.sequence > 0 || event.kind === 'execution-started';
  if (snapshot.status === 'running' && isStarted) takeEvent(turn, event);
  return turn.events.length === 0 ? { snapshot, events: [], commands: turn.commands } : stepOf(turn);
}
