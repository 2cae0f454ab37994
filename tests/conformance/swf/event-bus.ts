import { openSubscription, offerEvent, parseListenArguments, type Subscription } from '#shared/core/events/subscription.ts';
import { readEvent } from '#shared/core/events/cloud-event.ts';
import { ERROR_NAMES, STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from './drive.ts';

type Complete = (answer: TaskAnswer) => void;

/** A listener, its events that nobody has fetched yet, and who waits for the next one. */
interface Listener {
  subscription: Subscription;
  readonly queue: JsonValue[];
  waiting: Complete | undefined;
}

/**
 * The event bus of one run. An event that nobody took is kept for listeners to come, so that a workflow which first emits and then listens
 * does not depend on who is faster.
 */
export class EventBus {
  readonly published: JsonObject[] = [];
  private readonly kept: JsonObject[] = [];
  private readonly listeners = new Map<string, { readonly listener: Listener; readonly complete: Complete }>();
  private readonly subscriptions = new Map<string, Listener>();
  private readonly incoming: JsonObject[];

  constructor(events: readonly JsonObject[]) {
    this.incoming = [...events];
  }

  publish(event: JsonObject): void {
    this.published.push(event);
    if (!this.offer(event)) this.kept.push(event);
  }

  /** Sends the next event from outside; false when there is none, or nobody who listens. */
  sendNext(): boolean {
    const isHeard = this.listeners.size > 0 || [...this.subscriptions.values()].some(({ waiting }) => waiting !== undefined);
    const event = isHeard ? this.incoming.shift() : undefined;
    if (event !== undefined) this.offer(event);
    return event !== undefined;
  }

  listen(attemptId: string, given: JsonValue, complete: Complete): void {
    const listener = open(given);
    if (listener === undefined) return complete(invalid());
    this.listeners.set(attemptId, { listener, complete });
    this.offerKept();
    this.settle(attemptId);
  }

  subscribe(attemptId: string, given: JsonValue, complete: Complete): void {
    const listener = open(given);
    if (listener === undefined) return complete(invalid());
    this.subscriptions.set(attemptId, listener);
    this.offerKept();
    complete({ ok: true, output: { subscription: attemptId } });
  }

  next(subscription: string, complete: Complete): void {
    const listener = this.subscriptions.get(subscription);
    if (listener === undefined) return complete(invalid());
    listener.waiting = complete;
    hand(listener);
  }

  unsubscribe(subscription: string, complete: Complete): void {
    this.subscriptions.delete(subscription);
    complete({ ok: true, output: null });
  }

  cancel(attemptId: string): void {
    this.listeners.delete(attemptId);
  }

  /** Subscriptions that nobody has given up. */
  get openSubscriptions(): number {
    return this.subscriptions.size;
  }

  private offerKept(): void {
    for (const event of this.kept.splice(0)) if (!this.offer(event)) this.kept.push(event);
  }

  private offer(event: JsonObject): boolean {
    let isTaken = false;
    for (const [attemptId, { listener, complete }] of this.listeners) {
      isTaken = offerTo(listener, event, complete) || isTaken;
      this.settle(attemptId);
    }
    for (const listener of this.subscriptions.values()) {
      isTaken = offerTo(listener, event, listener.waiting ?? (() => undefined)) || isTaken;
      hand(listener);
    }
    return isTaken;
  }

  private settle(attemptId: string): void {
    const found = this.listeners.get(attemptId);
    if (found === undefined || !found.listener.subscription.isDone) return;
    this.listeners.delete(attemptId);
    found.complete({ ok: true, output: found.listener.subscription.consumed });
  }
}

function open(given: JsonValue): Listener | undefined {
  const listener = parseListenArguments(given);
  return listener === undefined ? undefined : { subscription: openSubscription(listener), queue: [], waiting: undefined };
}

function offerTo(listener: Listener, event: JsonObject, complete: Complete): boolean {
  const offer = offerEvent(listener.subscription, event);
  if (!offer.ok) {
    complete({ ok: false, error: `${STANDARD_ERROR_TYPE_BASE}expression#400`, cause: JSON.stringify({ type: `${STANDARD_ERROR_TYPE_BASE}expression`, status: 400, title: offer.error }) });
    return false;
  }
  listener.subscription = offer.value.subscription;
  if (offer.value.isTaken) listener.queue.push(readEvent(event, listener.subscription.listener.read));
  return offer.value.isTaken;
}

/** An event for who waits; the end of the subscription once the last one was fetched. */
function hand(listener: Listener): void {
  const complete = listener.waiting;
  if (complete === undefined || (listener.queue.length === 0 && !listener.subscription.isDone)) return;
  listener.waiting = undefined;
  const event = listener.queue.shift();
  const done = listener.subscription.isDone && listener.queue.length === 0;
  complete({ ok: true, output: event === undefined ? { done } : { event, done } });
}

function invalid(): TaskAnswer {
  return { ok: false, error: ERROR_NAMES.invalidArguments, cause: 'the arguments do not describe a listener' };
}
