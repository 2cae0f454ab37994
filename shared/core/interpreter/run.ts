import { ERROR_NAMES } from '../asl/error-names.ts';
import { assert } from '../kernel/assert.ts';
import type { JsonValue } from '../kernel/json.ts';
import { failExecution, succeedExecution } from './ending.ts';
import { withoutWaiting } from './frame.ts';
import { TURN_HISTORY_BYTES_MAX, TURN_TRANSITIONS_MAX } from './limits.ts';
import type { PreparedState, Signal, StateOutcome, Turn } from './model.ts';
import type { Frame } from './snapshot.ts';
import { countHistory, currentFrame, recordEvent, updateFrame } from './turn.ts';

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
  updateFrame(turn, { ...withoutWaiting(frame), variables: { ...frame.variables, ...assigned } });
}

/** Ends a frame. The root's end is the execution's; branches and iterations will hand their output to the state that opened them. */
function endFrame(turn: Turn, path: readonly number[], output: JsonValue): void {
  assert(path.length === 0, 'only the root frame exists until Parallel and Map come');
  succeedExecution(turn, output);
}

/** Carries a frame on, state by state, until it waits or ends. */
function settle(turn: Turn, path: readonly number[], first: StateOutcome): void {
  let outcome = first;
  while (outcome.kind === 'left') {
    recordExit(turn, path, outcome);
    if (outcome.next === undefined) return endFrame(turn, path, outcome.output);
    outcome = enterState(turn, { path, name: outcome.next, input: outcome.output });
  }
  const frame = withoutWaiting(currentFrame(turn, path));
  if (outcome.kind === 'waiting') updateFrame(turn, { ...frame, retries: outcome.retries, waitingFor: outcome.waitingFor });
  else failFrame(turn, frame, outcome);
}

/** The state's own ends are already in history, so the frame is no longer waiting when the execution fails. */
function failFrame(turn: Turn, frame: Frame, outcome: Extract<StateOutcome, { kind: 'failed' }>): void {
  updateFrame(turn, frame);
  failExecution(turn, outcome.failure);
}

/** Enters a frame's first state and carries it on. */
export function startFrame(turn: Turn, arrival: Arrival): void {
  settle(turn, arrival.path, enterState(turn, arrival));
}

/** Gives a signal to the state that a frame waits in and carries the frame on. */
export function resumeFrame(turn: Turn, frame: Frame, signal: Signal): void {
  assert(frame.state !== undefined, 'a frame that waits is in a state');
  settle(turn, frame.path, stateNamed(turn, frame.state).resume({ turn, frame, name: frame.state }, signal));
}
