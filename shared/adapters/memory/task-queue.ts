import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { MAX_DELIVERIES, type Delivery, type QueueMessage, type TaskQueue } from '#shared/ports/task-queue.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Waiting {
  readonly key: string;
  readonly message: JsonText<QueueMessage>;
  deliveries: number;
  held: boolean;
  availableAt: number;
}

interface Topic {
  /** In the order of publication. */
  readonly messages: Map<string, Waiting>;
  /** When each id was published. */
  readonly known: Map<string, number>;
  readonly dead: { readonly message: JsonText<QueueMessage>; readonly reason: string }[];
}

export interface MemoryTaskQueue extends TaskQueue {
  /** Forgets ids that were published before a time and whose messages are gone. */
  prune(request: { readonly before: number }): void;
}

/** A queue that lives as long as the process. `onPublished` is told the topic after each publication. */
export function createMemoryTaskQueue(options: { readonly now: () => number; readonly onPublished?: (topic: string) => void }): MemoryTaskQueue {
  const topics = new Map<string, Topic>();
  const topicOf = (name: string): Topic => {
    const topic = topics.get(name) ?? { messages: new Map(), known: new Map(), dead: [] };
    topics.set(name, topic);
    return topic;
  };
  return {
    publish: async ({ topic, messages }) => {
      publish(topicOf(topic), messages, options.now());
      options.onPublished?.(topic);
    },
    receive: async (request) => receive(topicOf(request.topic), request),
    acknowledge: async ({ topic, receipts }) => heldBy(topicOf(topic), receipts).forEach(([id]) => topicOf(topic).messages.delete(id)),
    release: async ({ topic, receipts, availableAt }) => heldBy(topicOf(topic), receipts).forEach(([id, waiting]) => release(topicOf(topic), id, waiting, availableAt)),
    deadLetter: async ({ topic, receipt, reason }) => heldBy(topicOf(topic), [receipt]).forEach(([id, waiting]) => bury(topicOf(topic), id, waiting, reason)),
    depth: async ({ topic }) => depth(topicOf(topic)),
    prune: ({ before }) => topics.forEach((topic) => prune(topic, before)),
  };
}

function publish(topic: Topic, messages: readonly QueueMessage[], now: number): void {
  const copies = messages.map((message) => ({ id: message.id, waiting: { key: message.key, message: toText(message), deliveries: 0, held: false, availableAt: 0 } }));
  for (const { id, waiting } of copies) {
    if (topic.known.has(id)) continue;
    topic.known.set(id, now);
    topic.messages.set(id, waiting);
  }
}

function receive(topic: Topic, { max, leaseMs, now }: { readonly max: number; readonly leaseMs: number; readonly now: number }): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  const blocked = new Set<string>();
  for (const [id, waiting] of topic.messages) {
    if (deliveries.length >= pageSize(max, 0)) break;
    if (blocked.has(waiting.key)) continue;
    if (waiting.availableAt <= now && waiting.deliveries >= MAX_DELIVERIES) {
      bury(topic, id, waiting, 'max-deliveries');
      continue;
    }
    blocked.add(waiting.key);
    if (waiting.availableAt <= now) deliveries.push(deliver(id, waiting, now + leaseMs));
  }
  return deliveries;
}

function deliver(id: string, waiting: Waiting, heldUntil: number): Delivery {
  waiting.deliveries += 1;
  waiting.held = true;
  waiting.availableAt = wholeMilliseconds(heldUntil);
  return { ...parseText(waiting.message), receipt: receiptOf(id, waiting), deliveries: waiting.deliveries };
}

function receiptOf(id: string, waiting: Waiting): string {
  return `${String(waiting.deliveries)}.${id}`;
}

function heldBy(topic: Topic, receipts: readonly string[]): readonly (readonly [string, Waiting])[] {
  return receipts.flatMap((receipt) => {
    const id = receipt.slice(receipt.indexOf('.') + 1);
    const waiting = topic.messages.get(id);
    return waiting !== undefined && waiting.held && receipt === receiptOf(id, waiting) ? [[id, waiting] as const] : [];
  });
}

function release(topic: Topic, id: string, waiting: Waiting, availableAt: number): void {
  if (waiting.deliveries >= MAX_DELIVERIES) return bury(topic, id, waiting, 'max-deliveries');
  waiting.held = false;
  waiting.availableAt = wholeMilliseconds(availableAt);
}

function bury(topic: Topic, id: string, waiting: Waiting, reason: string): void {
  topic.messages.delete(id);
  topic.dead.push({ message: waiting.message, reason });
}

function depth(topic: Topic): { readonly waiting: number; readonly held: number; readonly dead: number } {
  const held = [...topic.messages.values()].filter((waiting) => waiting.held).length;
  return { waiting: topic.messages.size - held, held, dead: topic.dead.length };
}

function prune(topic: Topic, before: number): void {
  for (const [id, publishedAt] of topic.known) {
    if (publishedAt < before && !topic.messages.has(id)) topic.known.delete(id);
  }
}
