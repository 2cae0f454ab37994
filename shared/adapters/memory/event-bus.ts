import type { CheckedEvent } from '#shared/core/events/cloud-event.ts';
import { hasNews } from '#shared/core/events/subscriber.ts';
import type { EventTopics } from '#shared/core/events/topics.ts';
import type { EventBus, NewSubscriber, PublishOutcome, SaveSubscriber, Subscriber, UnseenEvents } from '#shared/ports/event-bus.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface LoggedEvent {
  readonly place: number;
  readonly publishedAt: number;
  readonly checked: JsonText<CheckedEvent>;
  readonly type: string;
}

interface Row {
  readonly executionId: string | undefined;
  subscriber: JsonText<Subscriber>;
  topics: EventTopics;
  hasNews: boolean;
  leaseUntil: number;
}

interface Bus {
  /** By source and id, in the order of the log. */
  readonly log: Map<string, LoggedEvent>;
  readonly rows: Map<string, Row>;
  last: number;
  /** Times grow with the places, also where clocks of processes differ. */
  lastAt: number;
}

export interface MemoryEventBus extends EventBus {
  /** Forgets events that were published before a time. */
  prune(request: { readonly before: number }): void;
}

/** An event bus that lives as long as the process. */
export function createMemoryEventBus(): MemoryEventBus {
  const bus: Bus = { log: new Map(), rows: new Map(), last: 0, lastAt: 0 };
  return {
    publish: async ({ events, now }) => events.map((event) => publish(bus, event, now)),
    open: async (request) => open(bus, request),
    load: async ({ id }) => {
      const row = bus.rows.get(id);
      return row === undefined ? undefined : parseText(row.subscriber);
    },
    ofExecution: async ({ executionId }) => [...bus.rows.values()].filter((row) => row.executionId === executionId).map(({ subscriber }) => parseText(subscriber)),
    due: async (request) => due(bus, request),
    unseen: async ({ subscriber, max }) => unseen(bus, subscriber, max),
    save: async (request) => save(bus, request),
    close: async ({ id }) => void bus.rows.delete(id),
    closeOf: async ({ executionId }) => {
      for (const [id, row] of bus.rows) if (row.executionId === executionId) bus.rows.delete(id);
    },
    prune: ({ before }) => {
      for (const [key, { publishedAt }] of bus.log) if (publishedAt < before) bus.log.delete(key);
    },
  };
}

function publish(bus: Bus, event: CheckedEvent, now: number): PublishOutcome {
  const key = JSON.stringify([event.source, event.id]);
  const known = bus.log.get(key);
  if (known !== undefined) return { isNew: false, event: parseText(known.checked).event };
  bus.last += 1;
  bus.lastAt = Math.max(bus.lastAt, now);
  bus.log.set(key, { place: bus.last, publishedAt: bus.lastAt, checked: toText(event), type: event.type });
  for (const row of bus.rows.values()) {
    if (takes(row.topics, event.type)) row.subscriber = toText({ ...parseText(row.subscriber), wanted: bus.last });
  }
  return { isNew: true, event: event.event };
}

function takes(topics: EventTopics, type: string): boolean {
  return topics === 'all' || topics.includes(type);
}

function open(bus: Bus, { id, executionId, topics, since, state }: NewSubscriber): 'opened' | 'known' {
  if (bus.rows.has(id)) return 'known';
  const first = [...bus.log.values()].find(({ publishedAt }) => publishedAt >= since);
  const position = first === undefined ? bus.last : first.place - 1;
  const subscriber: Subscriber = { id, topics, state, version: 1, position, wanted: bus.last };
  bus.rows.set(id, { executionId, subscriber: toText(subscriber), topics, hasNews: hasNews(state), leaseUntil: 0 });
  return 'opened';
}

function due(bus: Bus, { now, leaseMs, max }: { readonly now: number; readonly leaseMs: number; readonly max: number }): readonly Subscriber[] {
  const waiting = [...bus.rows.values()].map((row) => ({ row, subscriber: parseText(row.subscriber) }));
  const free = waiting.filter(({ row, subscriber }) => row.leaseUntil <= now && (row.hasNews || subscriber.wanted > subscriber.position));
  return free.slice(0, pageSize(max, 0)).map(({ row, subscriber }) => {
    row.leaseUntil = now + leaseMs;
    return subscriber;
  });
}

function unseen(bus: Bus, { topics, position, wanted }: Subscriber, max: number): UnseenEvents {
  const all = [...bus.log.values()].filter(({ place, type }) => place > position && place <= wanted && takes(topics, type));
  const taken = all.slice(0, pageSize(max, 1));
  const last = taken.at(-1);
  return { events: taken.map(({ checked }) => parseText(checked).event), position: last === undefined || taken.length === all.length ? Math.max(wanted, position) : last.place };
}

function save(bus: Bus, { id, version, state, position }: SaveSubscriber): boolean {
  const row = bus.rows.get(id);
  const before = row === undefined ? undefined : parseText(row.subscriber);
  if (row === undefined || before?.version !== version) return false;
  row.subscriber = toText({ ...before, state, position, version: version + 1 });
  Object.assign(row, { hasNews: hasNews(state), leaseUntil: 0 });
  return true;
}
