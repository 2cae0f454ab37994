import { workItemExpressionOf, type ListenTaskArguments } from '../asl/model.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { readEvent } from './cloud-event.ts';
import { QUEUED_EVENTS_MAX } from './limits.ts';
import { offerEvent, openSubscription, type Subscription } from './subscription.ts';

/** What an attempt is told, once. A `failure` says why there is no answer, without quoting data. */
export type MailboxAnswer = { readonly attemptId: string } & ({ readonly output: JsonValue } | { readonly failure: string });

/**
 * A listener of a workflow with what came for it: plain JSON. `uwf:listen` waits for all of its events together; `uwf:subscribe` keeps them,
 * and each `uwf:next-event` takes one, in the order in which they came. Nothing is lost between two of them, and an attempt that asks twice
 * gets the same answer twice.
 */
export interface Mailbox {
  readonly delivery: 'together' | 'one-by-one';
  readonly subscription: Subscription;
  /** Of `one-by-one`: what was read of events that nobody has taken yet. */
  readonly queue: readonly JsonValue[];
  /** Who waits. */
  readonly awaiting?: string;
  /** The last answer; kept, because its attempt may ask again. */
  readonly answer?: MailboxAnswer;
  /** False: the answer has to be told still. */
  readonly isTold: boolean;
  /** Why the subscription cannot go on. */
  readonly failure?: string;
}

/** The mailbox of a `uwf:listen` attempt. */
export function openListen(listener: ListenTaskArguments, attemptId: string): Mailbox {
  return settled({ delivery: 'together', subscription: openSubscription(listener), queue: [], awaiting: attemptId, isTold: true });
}

/** The mailbox of a `uwf:subscribe` attempt: nobody waits yet. */
export function openLoop(listener: ListenTaskArguments): Mailbox {
  return { delivery: 'one-by-one', subscription: openSubscription(listener), queue: [], isTold: true };
}

/** The mailbox after an event. */
export function deliver(mailbox: Mailbox, event: JsonObject): Mailbox {
  if (mailbox.failure !== undefined) return mailbox;
  const offer = offerEvent(mailbox.subscription, event);
  if (!offer.ok) return settled({ ...mailbox, failure: offer.error });
  const { subscription, isTaken } = offer.value;
  if (mailbox.delivery === 'together') return settled({ ...mailbox, subscription });
  const queue = isTaken ? [...mailbox.queue, readEvent(event, subscription.listener.read)] : mailbox.queue;
  if (queue.length > QUEUED_EVENTS_MAX) return settled({ ...mailbox, failure: `more than ${QUEUED_EVENTS_MAX} events wait` });
  return settled({ ...mailbox, subscription: forgetting(subscription), queue });
}

/** The mailbox once an attempt of `uwf:next-event` asks for the next event. */
export function ask(mailbox: Mailbox, attemptId: string): Mailbox {
  if (mailbox.answer?.attemptId === attemptId) return mailbox;
  return settled({ ...mailbox, awaiting: attemptId });
}

/** The mailbox once its answer was told. */
export function told(mailbox: Mailbox): Mailbox {
  return { ...mailbox, isTold: true };
}

/**
 * The mailbox after an attempt has given up: it waits no more, and an event that was meant for it and never taken goes back to the front of the
 * queue. Only for an attempt that was not completed.
 */
export function giveUp(mailbox: Mailbox, attemptId: string): Mailbox {
  if (mailbox.awaiting === attemptId) return without(mailbox, 'awaiting');
  const { answer, queue } = mailbox;
  if (answer?.attemptId !== attemptId) return mailbox;
  const event = 'output' in answer && isJsonObject(answer.output) ? answer.output['event'] : undefined;
  return { ...without(mailbox, 'answer'), queue: event === undefined ? queue : [event, ...queue], isTold: true };
}

function without(mailbox: Mailbox, member: 'awaiting' | 'answer'): Mailbox {
  const { [member]: _gone, ...rest } = mailbox;
  return rest;
}

/** What was consumed matters to a condition only; a loop that goes on until it is ended would otherwise grow without end. */
function forgetting(subscription: Subscription): Subscription {
  const { until } = subscription.listener.strategy;
  const isNever = until !== undefined && (subscription.until !== undefined || workItemExpressionOf(until) === 'false');
  return isNever ? { ...subscription, consumed: [] } : subscription;
}

/** Answers who waits, if there is something to say. */
function settled(mailbox: Mailbox): Mailbox {
  const { awaiting: attemptId, ...rest } = mailbox;
  if (attemptId === undefined) return mailbox;
  const { subscription, queue } = mailbox;
  const isDone = subscription.isDone || mailbox.failure !== undefined;
  if (mailbox.delivery === 'together') {
    if (!isDone) return mailbox;
    return { ...rest, answer: answerOf(mailbox, attemptId, subscription.consumed), isTold: false };
  }
  const [event, ...later] = queue;
  if (event !== undefined) return { ...rest, queue: later, answer: { attemptId, output: { event, done: subscription.isDone && later.length === 0 } }, isTold: false };
  return isDone ? { ...rest, answer: answerOf(mailbox, attemptId, { done: true }), isTold: false } : mailbox;
}

function answerOf({ failure }: Mailbox, attemptId: string, output: JsonValue): MailboxAnswer {
  return failure === undefined ? { attemptId, output } : { attemptId, failure };
}
