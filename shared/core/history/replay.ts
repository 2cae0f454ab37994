import { advance, startSnapshot } from '../interpreter/advance.ts';
import type { ExecutionEvent } from '../interpreter/event.ts';
import type { HistoryEvent } from '../interpreter/history-event.ts';
import type { Program } from '../interpreter/model.ts';
import type { ExecutionFacts, Snapshot } from '../interpreter/snapshot.ts';
import { assert } from '../kernel/assert.ts';
import { isJsonObject, type JsonObject } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';

/** What a sequence of outside events makes of an execution. */
export interface Replayed {
  readonly snapshot: Snapshot;
  readonly history: readonly HistoryEvent[];
}

/** A recorded history that this build would not write: either the record or the build is wrong. */
export interface Divergence {
  /** Sequence number of the first event that differs. */
  readonly sequence: number;
}

/** Runs an execution again from its start, through the outside events that it met, under the behaviour that it started under (absent: the current one). */
export function replayEvents(program: Program, facts: ExecutionFacts, events: readonly ExecutionEvent[], behaviour?: number): Replayed {
  const history: HistoryEvent[] = [];
  let snapshot = startSnapshot(facts, behaviour);
  for (const event of events) {
    const step = advance(program, snapshot, event);
    history.push(...step.events);
    snapshot = step.snapshot;
  }
  return { snapshot, history };
}

function textIn(details: JsonObject, name: string): string | undefined {
  const value = details[name];
  return typeof value === 'string' ? value : undefined;
}

function requiredText(details: JsonObject, name: string): string {
  const value = textIn(details, name);
  assert(value !== undefined, `a trigger in history has its ${name}`);
  return value;
}

function taskFailed({ details }: HistoryEvent): { readonly kind: 'task-failed'; readonly attemptId: string; readonly error?: string; readonly cause?: string } {
  const error = textIn(details, 'error');
  const cause = textIn(details, 'cause');
  const attemptId = requiredText(details, 'attemptId');
  return { kind: 'task-failed', attemptId, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** The outside event behind a turn's first fact. A result that was too large stands there as the failure that it became. */
function triggeredBy(event: HistoryEvent, trigger: JsonObject): ExecutionEvent {
  const stamp = { at: event.at, seed: requiredText(trigger, 'seed') };
  switch (event.kind) {
    case 'execution-started':
      return { ...stamp, kind: 'execution-started' };
    case 'task-succeeded':
      return { ...stamp, kind: 'task-succeeded', attemptId: requiredText(event.details, 'attemptId'), output: event.details['output'] ?? null };
    case 'task-failed':
      return { ...stamp, ...taskFailed(event) };
    default:
      return wokenBy(stamp, trigger);
  }
}

function wokenBy(stamp: { readonly at: number; readonly seed: string }, trigger: JsonObject): ExecutionEvent {
  if (trigger['kind'] === 'timer-fired') return { ...stamp, kind: 'timer-fired', timerId: requiredText(trigger, 'timerId') };
  assert(trigger['kind'] === 'stop-requested', 'a turn is triggered by a start, a result, a timer or a stop');
  const reason = textIn(trigger, 'reason');
  return { ...stamp, kind: 'stop-requested', ...(reason === undefined ? {} : { reason }) };
}

/** The outside events that a history shows: one for each turn that changed something. Heartbeats change nothing and leave no trace. */
export function outsideEventsOf(history: readonly HistoryEvent[]): readonly ExecutionEvent[] {
  return history.flatMap((event) => {
    const trigger = event.details['trigger'];
    return isJsonObject(trigger) ? [triggeredBy(event, trigger)] : [];
  });
}

/** Equality of JSON by content, so that the order of keys after a store does not count. */
function isEqualJson(left: unknown, right: unknown): boolean {
  if (Object.is(left, right) || (left === 0 && right === 0)) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    return Array.isArray(left) && Array.isArray(right) && left.length === right.length && left.every((item, index) => isEqualJson(item, right[index]));
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const leftEntries = new Map<string, unknown>(Object.entries(left));
  const rightEntries = Object.entries(right);
  return leftEntries.size === rightEntries.length && rightEntries.every(([key, value]) => leftEntries.has(key) && isEqualJson(leftEntries.get(key), value));
}

/** The behaviour that a history's first event tells. */
function startedUnder([first]: readonly HistoryEvent[]): number {
  const behaviour = first?.details['behaviour'];
  return typeof behaviour === 'number' ? behaviour : 1;
}

/**
 * Rebuilds a snapshot from a history alone and checks, event by event, that this build writes the same history. Histories of every
 * release are replayed by every later build this way.
 */
export function replayHistory(program: Program, facts: ExecutionFacts, history: readonly HistoryEvent[]): Result<Snapshot, Divergence> {
  const replayed = replayEvents(program, facts, outsideEventsOf(history), startedUnder(history));
  const length = Math.max(history.length, replayed.history.length);
  for (let index = 0; index < length; index += 1) {
    if (!isEqualJson(history[index], replayed.history[index])) return fail({ sequence: index + 1 });
  }
  return succeed(replayed.snapshot);
}
