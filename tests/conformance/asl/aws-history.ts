import type { HistoryEvent, HistoryEventKind } from '#shared/core/interpreter/history-event.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** How many events AWS writes where we write one: it tells the start of a task apart from its scheduling, and does not tell retries. */
const WEIGHTS: { readonly [K in HistoryEventKind]?: number } = {
  'task-scheduled': 2,
  'task-cancelled': 0,
  'wait-started': 0,
  'retry-scheduled': 0,
  'branch-started': 0,
  'branch-succeeded': 0,
  'branch-failed': 0,
  'branch-aborted': 0,
};

function weightOf({ kind, details }: HistoryEvent): number {
  const isToken = kind === 'task-scheduled' && String(details['resource']).endsWith('.waitForTaskToken');
  return (WEIGHTS[kind] ?? 1) + (isToken ? 1 : 0);
}

/** The facts that are in the history of the execution itself: iterations of a distributed Map have histories of their own on AWS. */
function ownEvents(history: readonly HistoryEvent[]): readonly HistoryEvent[] {
  let maps: readonly (readonly number[])[] = [];
  return history.filter((event) => {
    const isInside = maps.some((map) => event.frame.length > map.length && map.every((step, index) => step === event.frame[index]));
    if (isInside) return false;
    if (event.kind === 'map-started' || event.kind === 'map-succeeded' || event.kind === 'map-failed') maps = maps.filter((map) => map.join() !== event.frame.join());
    if (event.kind === 'map-started' && event.details['mode'] === 'distributed') maps = [...maps, event.frame];
    return true;
  });
}

/** AWS's number of each of our events: the last one that AWS writes for it, which is the only one for a state that is entered. */
function awsIds(history: readonly HistoryEvent[]): ReadonlyMap<number, number> {
  const ids = new Map<number, number>();
  let last = 0;
  for (const event of ownEvents(history)) {
    last += weightOf(event);
    ids.set(event.sequence, last);
  }
  return ids;
}

/** Causes name the event with which a state was entered: tells it by AWS's number instead of ours, wherever in a value a cause stands. */
export function withAwsIds<T extends JsonValue | undefined>(value: T, history: readonly HistoryEvent[]): T {
  const ids = awsIds(history);
  const renumber = (text: string): string => text.replaceAll(/\(entered at the event id #(\d+)\)/g, (_all, id: string) => `(entered at the event id #${ids.get(Number(id)) ?? id})`);
  const walk = (at: JsonValue): JsonValue => {
    if (typeof at === 'string') return renumber(at);
    if (isJsonArray(at)) return at.map(walk);
    return isJsonObject(at) ? Object.fromEntries(Object.entries(at).map(([key, member]) => [key, walk(member)])) : at;
  };
  return (value === undefined ? undefined : walk(value)) as T;
}

/** Which states were entered and left, in order: what every history tells alike, whatever else it records. */
export function stateEvents(history: readonly HistoryEvent[]): readonly { readonly type: string; readonly state: string }[] {
  const ways = { 'state-entered': 'StateEntered', 'state-exited': 'StateExited' } as const;
  return ownEvents(history).flatMap(({ kind, state, details }) =>
    kind === 'state-entered' || kind === 'state-exited' ? [{ type: `${String(details['type'])}${ways[kind]}`, state: String(state) }] : [],
  );
}
