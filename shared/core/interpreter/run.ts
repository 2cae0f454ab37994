import { ERROR_NAMES } from '../asl/error-names.ts';
import { assert } from '../kernel/assert.ts';
import type { JsonValue } from '../kernel/json.ts';
import { failExecution, succeedExecution } from './ending.ts';
import type { StateFailure } from './failure.ts';
import { frameAt, timersOf, withoutScopes, withoutWaiting } from './frame.ts';
import { TURN_HISTORY_BYTES_MAX, TURN_OPENING_BYTES_MAX, TURN_OPENING_TRANSITIONS_MAX, TURN_TRANSITIONS_MAX } from './limits.ts';
import type { Opening, PreparedState, Signal, StateOutcome, Turn } from './model.ts';
import { innerScopeId } from './scope-apart.ts';
import type { Frame, Waiting } from './snapshot.ts';
import { clearTimers, countHistory, currentFrame, dropFrame, recordEvent, startTimer, updateFrame } from './turn.ts';

/** A state that a frame goes to, with what it gets. */
interface Arrival {
  readonly path: readonly number[];
  readonly name: string;
  readonly input: JsonValue;
}

function stateNamed(turn: Turn, name: string): PreparedState {
  const state = turn.program.states.get(name);
  assert(state !== undefined, 'every state that a program leads to exists');
  return state;
}

function hasRunAway(turn: Turn): boolean {
  return turn.transitions >= TURN_TRANSITIONS_MAX || turn.historyBytes > TURN_HISTORY_BYTES_MAX;
}

function transitionLimitReached(): StateOutcome {
  const cause = `More than ${TURN_TRANSITIONS_MAX} transitions, or ${TURN_HISTORY_BYTES_MAX} bytes of history, without a wait`;
  return { kind: 'failed', failure: { error: ERROR_NAMES.transitionLimit, cause } };
}

function enterState(turn: Turn, arrival: Arrival): StateOutcome {
  if (hasRunAway(turn)) return transitionLimitReached();
  turn.transitions += 1;
  const state = stateNamed(turn, arrival.name);
  const left = withoutWaiting(currentFrame(turn, arrival.path));
  countHistory(turn, arrival.input);
  const enteredSequence = recordEvent(turn, { frame: left, state: arrival.name }, 'state-entered', { type: state.type, input: arrival.input });
  const frame = updateFrame(turn, { ...left, state: arrival.name, enteredAt: turn.event.at, enteredSequence, input: arrival.input, retries: [] });
  return state.enter({ turn, frame, name: arrival.name });
}

function recordExit(turn: Turn, path: readonly number[], outcome: Extract<StateOutcome, { kind: 'left' }>): void {
  const frame = currentFrame(turn, path);
  assert(frame.state !== undefined, 'only a state that was entered is left');
  const { output, assigned } = outcome;
  countHistory(turn, output, ...(assigned === undefined ? [] : [assigned]));
  const details = { type: stateNamed(turn, frame.state).type, output, ...(assigned === undefined ? {} : { assigned }) };
  recordEvent(turn, { frame, state: frame.state }, 'state-exited', details);
  updateFrame(turn, { ...withoutScopes(frame), variables: { ...frame.variables, ...assigned } });
}

/** Tells the state that opened a scope what became of it. The scope's frame is gone by then. */
function reportScope(turn: Turn, scope: Frame, signal: Signal): void {
  dropFrame(turn, scope);
  giveSignal(turn, currentFrame(turn, scope.path.slice(0, -1)), signal);
}

/** True of the frame whose end is the end of what is carried out here. */
function isOutermost({ snapshot }: Turn, path: readonly number[]): boolean {
  return path.length === (snapshot.apart?.path.length ?? 0);
}

/** Ends a frame well. The root's end is the execution's; a branch or an iteration hands its output to the state that opened it. */
function endFrame(turn: Turn, path: readonly number[], output: JsonValue): void {
  if (isOutermost(turn, path)) return succeedExecution(turn, output);
  const scope = currentFrame(turn, path);
  reportScope(turn, scope, { kind: 'scope-succeeded', scope, output });
}

/** The state's own ends are already in history, so the frame is no longer waiting when it fails. */
function failFrame(turn: Turn, path: readonly number[], failure: StateFailure): void {
  const scope = updateFrame(turn, withoutWaiting(currentFrame(turn, path)));
  if (isOutermost(turn, path)) failExecution(turn, failure);
  else reportScope(turn, scope, { kind: 'scope-failed', scope, failure });
}

function keepWaiting(turn: Turn, path: readonly number[], outcome: Extract<StateOutcome, { kind: 'waiting' }>): void {
  const { opened: _opened, ...frame } = withoutWaiting(currentFrame(turn, path));
  const opened = outcome.opened === undefined ? {} : { opened: outcome.opened };
  updateFrame(turn, { ...frame, retries: outcome.retries, waitingFor: outcome.waitingFor, ...opened });
  if (outcome.waitingFor.kind === 'scopes') turn.agenda.push(path);
}

/** Carries a frame on, state by state, until it waits or ends. */
function settle(turn: Turn, path: readonly number[], first: StateOutcome): void {
  let outcome = first;
  while (outcome.kind === 'left') {
    recordExit(turn, path, outcome);
    if (outcome.next === undefined) return endFrame(turn, path, outcome.output);
    outcome = enterState(turn, { path, name: outcome.next, input: outcome.output });
  }
  if (outcome.kind === 'waiting') keepWaiting(turn, path, outcome);
  else failFrame(turn, path, outcome.failure);
}

function giveSignal(turn: Turn, frame: Frame, signal: Signal): void {
  assert(frame.state !== undefined, 'a frame that waits is in a state');
  settle(turn, frame.path, stateNamed(turn, frame.state).resume({ turn, frame, name: frame.state }, signal));
}

/** Leaves a scope to the shell. What it gets has been counted once it is part of the snapshot. */
function leaveApart(turn: Turn, scope: Frame, { startAt, sequence }: { readonly startAt: string; readonly sequence: number }): void {
  countHistory(turn, scope.input);
  updateFrame(turn, { ...scope, apart: { id: innerScopeId(turn.snapshot, sequence), startAt } });
}

function startScope(turn: Turn, parent: Frame, opening: Opening): void {
  assert(parent.state !== undefined, 'a frame that opens scopes is in a state');
  clearTimers(turn, timersOf(parent));
  updateFrame(turn, { ...parent, opened: opening.opened, waitingFor: { kind: 'scopes' } });
  const path = [...parent.path, opening.index];
  const scope = updateFrame(turn, { path, enteredAt: turn.event.at, input: opening.input, variables: {}, retries: [], children: [], ...opening.mark });
  const sequence = recordEvent(turn, { frame: scope, state: parent.state }, `${opening.unit}-started`, { index: opening.index });
  if (turn.program.options.scopesRunApart === true) return leaveApart(turn, scope, { startAt: opening.startAt, sequence });
  settle(turn, path, enterState(turn, { path, name: opening.startAt, input: opening.input }));
}

/** True when the turn has done so much that what is left to open had better be a turn of its own. */
function isLong(turn: Turn): boolean {
  return turn.transitions >= TURN_OPENING_TRANSITIONS_MAX || turn.historyBytes >= TURN_OPENING_BYTES_MAX;
}

/**
 * Leaves the rest to the next turn. The timer is there only while nothing has been opened since, so that it always finds something to do.
 */
function postpone(turn: Turn, frame: Frame, waitingFor: Extract<Waiting, { kind: 'scopes' }>): void {
  if (waitingFor.timerId === undefined) updateFrame(turn, { ...frame, waitingFor: { kind: 'scopes', timerId: startTimer(turn, turn.event.at) } });
}

function openOne(turn: Turn, path: readonly number[]): void {
  const frame = frameAt(turn.snapshot.root, path);
  if (frame?.state === undefined || frame.waitingFor?.kind !== 'scopes' || frame.opened === undefined) return;
  const next = stateNamed(turn, frame.state).openNext?.({ turn, frame, name: frame.state });
  if (next === undefined) return;
  if (next.kind !== 'opening') return settle(turn, path, next);
  // A state that has opened nothing yet goes on, so that a loop without a wait still comes to its end.
  if (isLong(turn) && frame.opened.next > 0) return postpone(turn, frame, frame.waitingFor);
  turn.agenda.push(path);
  startScope(turn, frame, next);
}

/** Opens scopes one by one, inner ones first, until every state that opens some waits. */
function openScopes(turn: Turn): void {
  for (let path = turn.agenda.pop(); path !== undefined; path = turn.agenda.pop()) openOne(turn, path);
}

/** Enters a frame's first state and carries it on. */
export function startFrame(turn: Turn, arrival: Arrival): void {
  settle(turn, arrival.path, enterState(turn, arrival));
  openScopes(turn);
}

/** Tells the state that opened a scope how the scope ended that was carried out apart, and carries its frame on. */
export function resumeAround(turn: Turn, scope: Frame, signal: Signal): void {
  reportScope(turn, scope, signal);
  openScopes(turn);
}

/** Gives a signal to the state that a frame waits in and carries the frame on. */
export function resumeFrame(turn: Turn, frame: Frame, signal: Signal): void {
  giveSignal(turn, frame, signal);
  openScopes(turn);
}
