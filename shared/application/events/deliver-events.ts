import { deliver, told } from '#shared/core/events/mailbox.ts';
import { offerToRounds, startedRounds } from '#shared/core/events/rounds.ts';
import { hasNews, type SubscriberState } from '#shared/core/events/subscriber.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { unreachable } from '#shared/core/kernel/assert.ts';
import type { Subscriber } from '#shared/ports/event-bus.ts';
import { failureFields } from '../failure-code.ts';
import { startRounds } from '../schedules/start-scheduled.ts';
import type { SystemPorts } from '../system-ports.ts';
import { outcomeOf } from './mailbox-outcome.ts';

/** Subscribers taken at once. */
export const DELIVER_SUBSCRIBERS_MAX_DEFAULT = 64;

/** Events that one subscriber is offered at once. */
export const DELIVER_EVENTS_MAX = 200;

/** After this time a subscriber whose process died is taken by another. */
export const DELIVER_LEASE_MS_DEFAULT = 10_000;

/**
 * Offers subscribers the events that they have not seen, and answers those who have what they waited for. What an event has changed is saved
 * together with how far the subscriber has read, and answers are told after that and again until it is known that they were: an event counts
 * once, and an attempt is answered once, wherever a process dies. Returns how many subscribers were served. Errors: `UWF-5001`.
 */
export async function deliverEvents(ports: SystemPorts, options: { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = DELIVER_SUBSCRIBERS_MAX_DEFAULT, leaseMs = DELIVER_LEASE_MS_DEFAULT } = options;
  const subscribers = await ports.eventBus.due({ now: ports.clock.now(), leaseMs, max });
  await Promise.all(subscribers.map((subscriber) => serveOrPostpone(ports, subscriber)));
  return subscribers.length;
}

async function serveOrPostpone(ports: SystemPorts, subscriber: Subscriber): Promise<void> {
  try {
    await serve(ports, subscriber);
  } catch (thrown) {
    // It comes again once its lease is over; the others must not wait for it.
    ports.logger.warn('event-delivery-postponed', { subscriberId: subscriber.id, ...failureFields(thrown) });
  }
}

async function serve({ eventBus, ...others }: SystemPorts, subscriber: Subscriber): Promise<void> {
  const { events, position } = await eventBus.unseen({ subscriber, max: DELIVER_EVENTS_MAX });
  const state = events.reduce(stateAfter, subscriber.state);
  const { id, version } = subscriber;
  if (!(await eventBus.save({ id, version, state, position }))) return;
  if (hasNews(state)) await tell({ eventBus, ...others }, { ...subscriber, state, position, version: version + 1 });
}

function stateAfter(state: SubscriberState, event: JsonObject): SubscriberState {
  switch (state.kind) {
    case 'mailbox':
      return { ...state, mailbox: deliver(state.mailbox, event) };
    case 'schedule':
      return { ...state, rounds: offerToRounds(state.rounds, event) };
    default:
      return unreachable(state);
  }
}

async function tell(ports: SystemPorts, subscriber: Subscriber): Promise<void> {
  const { id, version, position, state } = subscriber;
  if (state.kind === 'schedule') {
    if ((await startRounds(ports, id, state)) === 'orphaned') await ports.eventBus.close({ id });
    else await ports.eventBus.save({ id, version, position, state: { ...state, rounds: startedRounds(state.rounds) } });
    return;
  }
  await answer(ports, state);
  if (state.mailbox.delivery === 'together') await ports.eventBus.close({ id });
  else await ports.eventBus.save({ id, version, position, state: { ...state, mailbox: told(state.mailbox) } });
}

async function answer({ completion }: SystemPorts, { executionId, mailbox, token: held }: Extract<SubscriberState, { kind: 'mailbox' }>): Promise<void> {
  if (mailbox.answer === undefined) return;
  const { attemptId } = mailbox.answer;
  const attempt = { executionId, attemptId, ...(held?.attemptId === attemptId ? { token: held.token } : {}) };
  const outcome = outcomeOf(mailbox.answer);
  if (outcome.ok) await completion.complete({ ...attempt, output: outcome.output });
  else await completion.fail({ ...attempt, error: outcome.error, cause: outcome.cause });
}
