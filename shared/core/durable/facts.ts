import type { HistoryEvent } from '../interpreter/history-event.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../kernel/json.ts';

/** True of the fact after which an execution has no other. */
export function isLastFact({ kind }: Pick<HistoryEvent, 'kind'>): boolean {
  return kind === 'execution-succeeded' || kind === 'execution-failed' || kind === 'execution-stopped' || kind === 'execution-timed-out';
}

/** Attempts that a history tells the beginning of and no end, in the order in which they began. */
export function openAttempts(history: readonly HistoryEvent[]): ReadonlyMap<string, HistoryEvent> {
  const open = new Map<string, HistoryEvent>();
  for (const fact of history) {
    const { attemptId } = fact.details;
    if (typeof attemptId !== 'string') continue;
    if (fact.kind === 'task-scheduled') open.set(attemptId, fact);
    else open.delete(attemptId);
  }
  return open;
}

/** When the execution came to the state of an attempt; undefined when the history tells no beginning of the attempt, or its end. */
export function openSince(history: readonly HistoryEvent[], attemptId: string): number | undefined {
  const scheduled = openAttempts(history).get(attemptId);
  if (scheduled === undefined) return undefined;
  const frame = scheduled.frame.join('.');
  const isEntry = ({ kind, state, frame: path }: HistoryEvent): boolean => kind === 'state-entered' && state === scheduled.state && path.join('.') === frame;
  return (history.slice(0, history.indexOf(scheduled)).findLast(isEntry) ?? scheduled).at;
}

/** That an attempt is not awaited any more, told from outside of its scope. */
export function cancelledFact({ state, frame, details }: HistoryEvent, at: number): HistoryEvent {
  return { sequence: 1, at, kind: 'task-cancelled', ...(state === undefined ? {} : { state }), frame, details: { attemptId: details['attemptId'] ?? null } };
}

/** Facts as they went through the service. Only this system writes them; what they hold was valid when it was written. */
export function parseFacts(value: JsonValue | undefined): readonly HistoryEvent[] {
  const facts: readonly unknown[] = isJsonArray(value) ? value : [];
  return facts.filter(isFact);
}

function isFact(value: unknown): value is HistoryEvent {
  return isJsonObject(value) && typeof value['sequence'] === 'number' && typeof value['kind'] === 'string' && isJsonArray(value['frame']) && isJsonObject(value['details']);
}
