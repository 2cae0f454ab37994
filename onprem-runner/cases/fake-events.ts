import { domainFailure } from '#shared/core/asl/domain-failure.ts';
import { readEvent } from '#shared/core/events/cloud-event.ts';
import { offerEvent, openSubscription, parseListenArguments, type Subscription } from '#shared/core/events/subscription.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkEnd } from './work-end.ts';

type End = (end: WorkEnd) => void;

interface Listener {
  subscription: Subscription;
  /** Events that were taken and not fetched yet. */
  readonly queue: JsonValue[];
  /** Set while somebody waits for the next one; without a `queue` of its own the whole list is awaited. */
  waiting: { readonly kind: 'all' | 'next'; readonly end: End } | undefined;
}

/** The events of one case: those from outside come in their order as soon as somebody listens; those that nobody took wait for a listener. */
export interface FakeEvents {
  publish(event: JsonObject): void;
  /** Sends the next event from outside; false when there is none, or nobody listens. */
  sendNext(): boolean;
  /** Carries out one of the four listening resources. */
  listen(resource: string, work: { readonly attemptId: string; readonly arguments: JsonValue }, end: End): void;
  cancel(attemptId: string): void;
}

/** Creates the events of a case. */
export function createFakeEvents(fromOutside: readonly JsonObject[]): FakeEvents {
  const incoming = [...fromOutside];
  const kept: JsonObject[] = [];
  const listeners = new Map<string, Listener>();

  const offer = (event: JsonObject): boolean => [...listeners.values()].map((listener) => offerTo(listener, event)).some(Boolean);
  const open = (attemptId: string, given: JsonValue): Listener | undefined => {
    const parsed = parseListenArguments(given);
    if (parsed === undefined) return undefined;
    const listener: Listener = { subscription: openSubscription(parsed), queue: [], waiting: undefined };
    listeners.set(attemptId, listener);
    for (const event of kept.splice(0)) if (!offerTo(listener, event)) kept.push(event);
    return listener;
  };
  const subscriptionOf = (given: JsonValue): string => (isJsonObject(given) ? String(given['subscription']) : '');

  return {
    publish: (event) => {
      if (!offer(event)) kept.push(event);
    },
    sendNext: () => {
      const isHeard = [...listeners.values()].some(({ waiting }) => waiting !== undefined);
      const event = isHeard ? incoming.shift() : undefined;
      if (event !== undefined) offer(event);
      return event !== undefined;
    },
    listen: (resource, { attemptId, arguments: given }, end) => {
      if (resource === 'uwf:unsubscribe') {
        listeners.delete(subscriptionOf(given));
        return end({ ok: true, output: null });
      }
      const listener = resource === 'uwf:next-event' ? listeners.get(subscriptionOf(given)) : open(attemptId, given);
      if (listener === undefined) return end({ ok: false, ...domainFailure('configuration', { title: 'There is no such listener' }) });
      if (resource === 'uwf:subscribe') return end({ ok: true, output: { subscription: attemptId } });
      listener.waiting = { kind: resource === 'uwf:listen' ? 'all' : 'next', end };
      return hand(listener);
    },
    cancel: (attemptId) => void listeners.delete(attemptId),
  };
}

function offerTo(listener: Listener, event: JsonObject): boolean {
  const offered = offerEvent(listener.subscription, event);
  if (!offered.ok) {
    listener.waiting?.end({ ok: false, ...domainFailure('runtime', { title: offered.error }) });
    listener.waiting = undefined;
    return false;
  }
  listener.subscription = offered.value.subscription;
  if (offered.value.isTaken) listener.queue.push(readEvent(event, listener.subscription.listener.read));
  hand(listener);
  return offered.value.isTaken;
}

/** Answers who waits, as soon as there is something to answer. */
function hand(listener: Listener): void {
  const { waiting, subscription, queue } = listener;
  if (waiting === undefined) return;
  if (waiting.kind === 'all' ? !subscription.isDone : queue.length === 0 && !subscription.isDone) return;
  listener.waiting = undefined;
  if (waiting.kind === 'all') return waiting.end({ ok: true, output: subscription.consumed });
  const event = queue.shift();
  const done = subscription.isDone && queue.length === 0;
  return waiting.end({ ok: true, output: event === undefined ? { done } : { event, done } });
}
