import { workItemExpressionOf, type ListenTaskArguments } from '../asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { readEvent } from './cloud-event.ts';
import { evaluateOver, passFilter } from './filter.ts';
import { CONSUMED_EVENTS_MAX } from './limits.ts';
import { filtersOf } from './topics.ts';

/**
 * A listener between two events (DSL "Event Consumption Strategy"; mapping §5.9): plain JSON, so that it outlives a process. A function of what was
 * offered, in that order, and of nothing else.
 */
export interface Subscription {
  readonly listener: ListenTaskArguments;
  /** Values that correlations have taken, by their names. */
  readonly correlations: JsonObject;
  /** Of `all`: positions of the filters whose event has come. */
  readonly satisfied: readonly number[];
  /** What was read of each event, in order. */
  readonly consumed: readonly JsonValue[];
  /** The progress of the strategy that ends it. */
  readonly until?: Subscription;
  readonly isDone: boolean;
}

/** The arguments of `uwf:listen` and `uwf:subscribe`; undefined when they are none. */
export function parseListenArguments(value: JsonValue): ListenTaskArguments | undefined {
  if (!isJsonObject(value)) return undefined;
  const { strategy, read, variables } = value;
  const reading = (['data', 'envelope', 'raw'] as const).find((one) => one === read);
  return isJsonObject(strategy) && isJsonObject(variables) && reading !== undefined ? { strategy, read: reading, variables } : undefined;
}

/** A listener that no event was offered to yet. */
export function openSubscription(listener: ListenTaskArguments): Subscription {
  const { until } = listener.strategy;
  const nested = isJsonObject(until) && workItemExpressionOf(until) === undefined ? { until: openSubscription({ ...listener, strategy: until }) } : {};
  const all = listener.strategy['all'];
  return { listener, correlations: {}, satisfied: [], consumed: [], ...nested, isDone: isJsonArray(all) && all.length === 0 };
}

/** What an offered event has changed. */
export interface Offer {
  readonly subscription: Subscription;
  /** False: the event is not for this listener, or was only the one that ends it. */
  readonly isTaken: boolean;
}

/** Offers one event. Errors: the condition that ends the listener cannot be evaluated, or there are too many events. */
export function offerEvent(subscription: Subscription, event: JsonObject): Result<Offer, string> {
  if (subscription.isDone) return succeed({ subscription, isTaken: false });
  const ended = offerToUntil(subscription, event);
  if (!ended.ok) return ended;
  if (ended.value.isDone) return succeed({ subscription: ended.value, isTaken: false });
  const taken = take(ended.value, event);
  if (taken === undefined) return succeed({ subscription: ended.value, isTaken: false });
  if (taken.consumed.length > CONSUMED_EVENTS_MAX) return fail(`more than ${CONSUMED_EVENTS_MAX} events were consumed`);
  const isDone = isOver(taken);
  return isDone.ok ? succeed({ subscription: { ...taken, isDone: isDone.value }, isTaken: true }) : isDone;
}

function offerToUntil(subscription: Subscription, event: JsonObject): Result<Subscription, string> {
  if (subscription.until === undefined) return succeed(subscription);
  const offer = offerEvent(subscription.until, event);
  return offer.ok ? succeed({ ...subscription, until: offer.value.subscription, isDone: offer.value.subscription.isDone }) : offer;
}

function take(subscription: Subscription, event: JsonObject): Subscription | undefined {
  const { listener, correlations, satisfied } = subscription;
  for (const [index, filter] of filtersOf(listener.strategy).entries()) {
    if (satisfied.includes(index)) continue;
    const known = filter === undefined ? correlations : passFilter(filter, event, { variables: listener.variables, correlations });
    if (known === undefined) continue;
    const consumed = [...subscription.consumed, readEvent(event, listener.read)];
    return { ...subscription, correlations: known, consumed, satisfied: listener.strategy['all'] === undefined ? satisfied : [...satisfied, index] };
  }
  return undefined;
}

function isOver({ listener, satisfied, consumed, until }: Subscription): Result<boolean, string> {
  const { all, until: ending } = listener.strategy;
  if (isJsonArray(all)) return succeed(satisfied.length === all.length);
  if (until !== undefined) return succeed(false);
  const text = ending === undefined ? undefined : workItemExpressionOf(ending);
  if (text === undefined) return succeed(true);
  const outcome = evaluateOver(text, consumed, listener.variables);
  return outcome.ok ? succeed(outcome.value === true) : outcome;
}
