import { assert } from '../kernel/assert.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { createRandom } from '../kernel/random.ts';
import type { ExecutionEvent } from './event.ts';
import { frameAt, removeFrame, replaceFrame } from './frame.ts';
import type { HistoryEventKind } from './history-event.ts';
import { jsonBytes } from './json-size.ts';
import type { Program, Step, Turn } from './model.ts';
import type { Frame, Snapshot } from './snapshot.ts';

/** Starts a turn on a snapshot. */
export function beginTurn(program: Program, snapshot: Snapshot, event: ExecutionEvent): Turn {
  return { program, event, random: createRandom(event.seed), events: [], commands: [], agenda: [], snapshot, transitions: 0, historyBytes: 0, knownSizes: new Map() };
}

/** What the turn has come to. */
export function stepOf(turn: Turn): Step {
  return { snapshot: turn.snapshot, events: turn.events, commands: turn.commands };
}

/** How the outside event is told in the first history event that it causes, so that a history can be replayed by itself. */
function triggerOf(event: ExecutionEvent): JsonObject {
  const trigger = { kind: event.kind, seed: event.seed };
  switch (event.kind) {
    // A result that is too large is written as a failure, so the kind of the answer is read from the fact itself.
    case 'task-succeeded':
    case 'task-failed':
      return { kind: 'task-answered', seed: event.seed };
    case 'timer-fired':
      return { ...trigger, timerId: event.timerId };
    case 'stop-requested':
      return event.reason === undefined ? trigger : { ...trigger, reason: event.reason };
    default:
      return trigger;
  }
}

/** Where a fact happened. */
export interface EventPlace {
  readonly frame: Frame;
  /** The frame's current state, unless the fact is of the execution as a whole. */
  readonly state?: string;
}

/** Writes a fact and gives its sequence number. */
export function recordEvent(turn: Turn, place: EventPlace, kind: HistoryEventKind, details: JsonObject): number {
  const sequence = turn.snapshot.sequence + 1;
  const trigger = turn.events.length === 0 ? { trigger: triggerOf(turn.event) } : {};
  turn.snapshot = { ...turn.snapshot, sequence };
  turn.events.push({
    sequence,
    at: turn.event.at,
    kind,
    ...(place.state === undefined ? {} : { state: place.state }),
    frame: place.frame.path,
    details: { ...details, ...trigger },
  });
  return sequence;
}

/** Bytes of a value as JSON, counted once per turn for values that are passed along. */
export function sizeOf(turn: Turn, value: JsonValue): number {
  const known = turn.knownSizes.get(value);
  if (known !== undefined) return known;
  const bytes = jsonBytes(value);
  turn.knownSizes.set(value, bytes);
  return bytes;
}

/** Counts data towards the limit of what one turn may write. */
export function countHistory(turn: Turn, ...values: readonly JsonValue[]): void {
  turn.historyBytes = values.reduce<number>((bytes, value) => bytes + sizeOf(turn, value), turn.historyBytes);
}

/** Puts a new version of a frame into the snapshot and gives it back. */
export function updateFrame(turn: Turn, frame: Frame): Frame {
  turn.snapshot = { ...turn.snapshot, root: replaceFrame(turn.snapshot.root, frame) };
  return frame;
}

/** Takes a frame that has ended out of the snapshot. */
export function dropFrame(turn: Turn, frame: Frame): void {
  turn.snapshot = { ...turn.snapshot, root: removeFrame(turn.snapshot.root, frame.path) };
}

/** The newest version of a frame. */
export function currentFrame(turn: Turn, path: readonly number[]): Frame {
  const frame = frameAt(turn.snapshot.root, path);
  assert(frame !== undefined, 'a frame that is worked on exists');
  return frame;
}

/** What the ids of attempts and timers start with: each scope that is carried out apart counts its own. */
function idPrefix({ snapshot }: Turn): string {
  const { execution, apart } = snapshot;
  return apart === undefined ? execution.id : `${execution.id}:${apart.id}`;
}

/** Asks for a new timer; `seconds` from the time of the event. */
export function startTimer(turn: Turn, dueAt: number): string {
  const timers = turn.snapshot.timers + 1;
  const timerId = `${idPrefix(turn)}:t${timers}`;
  turn.snapshot = { ...turn.snapshot, timers };
  turn.commands.push({ kind: 'start-timer', timerId, dueAt });
  return timerId;
}

/** Asks to clear timers, except the one that has just fired and is gone by itself. */
export function clearTimers(turn: Turn, timerIds: readonly string[]): void {
  const fired = turn.event.kind === 'timer-fired' ? turn.event.timerId : undefined;
  for (const timerId of timerIds) {
    if (timerId !== fired) turn.commands.push({ kind: 'clear-timer', timerId });
  }
}

/** The id that the next attempt will have: stable across redelivery, because the count is part of the snapshot. */
export function upcomingAttemptId(turn: Turn): string {
  return `${idPrefix(turn)}:${turn.snapshot.attempts + 1}`;
}

/** Takes the id of the next attempt. */
export function nextAttemptId(turn: Turn): string {
  const attemptId = upcomingAttemptId(turn);
  turn.snapshot = { ...turn.snapshot, attempts: turn.snapshot.attempts + 1 };
  return attemptId;
}
