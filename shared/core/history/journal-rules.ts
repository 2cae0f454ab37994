import { assert } from '../kernel/assert.ts';
import type { HistoryEvent } from '../interpreter/history-event.ts';
import type { ExecutionStatus, Snapshot } from '../interpreter/snapshot.ts';

/** What the rules of the journal need to know of a transition. */
export interface JournalStep {
  readonly expectedSequence: number;
  readonly snapshot: Snapshot;
  readonly events: readonly HistoryEvent[];
}

/** True when nothing can happen to the execution any more. */
export function isEnded(status: ExecutionStatus): boolean {
  return status !== 'running';
}

/**
 * What must hold before a step is written: its events follow the expected sequence number without a gap, and the snapshot
 * stands at the last of them. A step without events (a timer is cleared) leaves the sequence number where it is.
 */
export function assertStep(step: JournalStep): void {
  assert(step.snapshot.sequence === step.expectedSequence + step.events.length, 'a transition has one event for each sequence number it adds');
  step.events.forEach((event, index) => {
    assert(event.sequence === step.expectedSequence + index + 1, 'events of a transition follow each other without a gap');
  });
}

/** Timers that are there after a step: none of an ended execution, none that the same step also clears; the last setting counts. */
export function timersAfter<T extends { readonly timerId: string }>(step: {
  readonly snapshot: Snapshot;
  readonly timersSet: readonly T[];
  readonly timersCleared: readonly string[];
}): readonly T[] {
  if (isEnded(step.snapshot.status)) return [];
  const cleared = new Set(step.timersCleared);
  const set = new Map(step.timersSet.filter((timer) => !cleared.has(timer.timerId)).map((timer) => [timer.timerId, timer]));
  return [...set.values()];
}

/** The next whole millisecond: stores keep times as integers, and a timer never fires early. */
export function wholeMilliseconds(time: number): number {
  return Math.min(Math.max(Math.ceil(time), 0), Number.MAX_SAFE_INTEGER);
}

/** Where a page of executions ends: newest first, ties by id. */
export interface ListPosition {
  readonly createdAt: number;
  readonly id: string;
}

/** The cursor of a position: opaque to callers. Holds a time and a random id only. */
export function printCursor(position: ListPosition): string {
  return `${String(position.createdAt)}.${position.id}`;
}

/** The position of a cursor that {@link printCursor} made; undefined for anything else. */
export function parseCursor(cursor: string): ListPosition | undefined {
  const parts = /^(\d{1,16})\.(.+)$/su.exec(cursor);
  const createdAt = Number(parts?.[1]);
  const id = parts?.[2];
  return id === undefined || !Number.isSafeInteger(createdAt) ? undefined : { createdAt, id };
}
