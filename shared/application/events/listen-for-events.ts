import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { ask, giveUp, openListen, openLoop, told, type Mailbox } from '#shared/core/events/mailbox.ts';
import { parseListenArguments } from '#shared/core/events/subscription.ts';
import type { AttemptToken } from '#shared/core/events/subscriber.ts';
import { topicsOf } from '#shared/core/events/topics.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { Subscriber } from '#shared/ports/event-bus.ts';
import type { SystemPorts } from '../system-ports.ts';
import type { TaskOutcome } from '../task-executor.ts';
import { outcomeOf } from './mailbox-outcome.ts';

/** How often a change of a subscriber is tried anew because another one came first. */
const SAVE_ATTEMPTS_MAX = 16;

type ListenPorts = Pick<SystemPorts, 'attempts' | 'eventBus' | 'endedExecutions' | 'news'>;

/** `uwf:listen`: waits without a worker; `deliverEvents` answers. */
export async function listenForEvents(ports: ListenPorts, item: WorkItem): Promise<TaskOutcome | 'pending'> {
  const listener = parseListenArguments(item.arguments);
  if (listener === undefined) return invalid('the arguments do not describe a listener');
  await openMailbox(ports, item, { mailbox: openListen(listener, item.attemptId), strategy: listener.strategy });
  return 'pending';
}

/** `uwf:subscribe`: events are kept from now on, for `uwf:next-event` to take. */
export async function subscribeToEvents(ports: ListenPorts, item: WorkItem): Promise<TaskOutcome | 'pending'> {
  const listener = parseListenArguments(item.arguments);
  if (listener === undefined) return invalid('the arguments do not describe a listener');
  await openMailbox(ports, item, { mailbox: openLoop(listener), strategy: listener.strategy });
  return { ok: true, output: { subscription: item.attemptId } };
}

/**
 * The subscriber begins with the moment in which the execution came to the task: an event that was published since then, also before this work
 * item came here, is seen. What was published earlier is not.
 */
async function openMailbox(ports: ListenPorts, item: WorkItem, opening: { readonly mailbox: Mailbox; readonly strategy: Parameters<typeof topicsOf>[0] }): Promise<void> {
  const { executionId, attemptId } = item;
  const awaited = await ports.attempts.find(item);
  if (awaited === undefined) return;
  await ports.endedExecutions.watch({ watch: { id: `subscribers:${executionId}`, executionId, purpose: { kind: 'subscribers' } } });
  const state = { kind: 'mailbox', executionId, mailbox: opening.mailbox, ...heldToken(item) } as const;
  await ports.eventBus.open({ id: attemptId, executionId, topics: topicsOf(opening.strategy), since: awaited.enteredAt, state });
  ports.news.notify();
}

/** `uwf:next-event`: the next event of the queue at once, or as soon as it comes. */
export async function takeNextEvent(ports: ListenPorts, item: WorkItem): Promise<TaskOutcome | 'pending'> {
  const id = subscriptionOf(item);
  const mailbox = await change(ports, { id, executionId: item.executionId, ...heldToken(item) }, (before) => {
    const asked = ask(before, item.attemptId);
    return asked.answer?.attemptId === item.attemptId ? told(asked) : asked;
  });
  if (mailbox === undefined) return invalid('there is no such subscription');
  const { answer } = mailbox;
  return answer?.attemptId === item.attemptId ? outcomeOf(answer) : 'pending';
}

/** `uwf:unsubscribe`: forgets the subscription and what waits in front of it. */
export async function unsubscribeFromEvents(ports: ListenPorts, item: WorkItem): Promise<TaskOutcome> {
  const id = subscriptionOf(item);
  const subscriber = await ports.eventBus.load({ id });
  if (subscriber !== undefined && isOwn(subscriber, item.executionId)) await ports.eventBus.close({ id });
  return { ok: true, output: null };
}

/** An attempt was given up: its listener is forgotten; what a loop had given it, it gives to the next one. */
export async function cancelListening(ports: ListenPorts, { executionId, attemptId }: CancelItem): Promise<void> {
  for (const { id, state } of await ports.eventBus.ofExecution({ executionId })) {
    if (id === attemptId) await ports.eventBus.close({ id });
    else if (state.kind === 'mailbox') await change(ports, { id, executionId }, (mailbox) => giveUp(mailbox, attemptId));
  }
}

function heldToken({ attemptId, token }: WorkItem): { readonly token?: AttemptToken } {
  return token === undefined ? {} : { token: { attemptId, token } };
}

function subscriptionOf({ arguments: given }: WorkItem): string {
  const id = isJsonObject(given) ? given['subscription'] : undefined;
  return typeof id === 'string' ? id : '';
}

/** The id comes from data of the workflow: it must not reach subscriptions of other executions. */
function isOwn({ state }: Subscriber, executionId: string): boolean {
  return state.kind === 'mailbox' && state.executionId === executionId;
}

async function change(ports: ListenPorts, at: { readonly id: string; readonly executionId: string; readonly token?: AttemptToken }, change: (mailbox: Mailbox) => Mailbox): Promise<Mailbox | undefined> {
  for (let attempt = 0; attempt < SAVE_ATTEMPTS_MAX; attempt += 1) {
    const subscriber = await ports.eventBus.load({ id: at.id });
    if (subscriber === undefined || subscriber.state.kind !== 'mailbox' || !isOwn(subscriber, at.executionId)) return undefined;
    const mailbox = change(subscriber.state.mailbox);
    const { token = subscriber.state.token } = at;
    if (mailbox === subscriber.state.mailbox && token?.token === subscriber.state.token?.token) return mailbox;
    const { id, version, position, state } = subscriber;
    if (await ports.eventBus.save({ id, version, position, state: { ...state, mailbox, ...(token === undefined ? {} : { token }) } })) return mailbox;
  }
  throw new UwfError('UWF-5001', 'the subscriber is changed by others all the time', { details: { executionId: at.executionId } });
}

function invalid(cause: string): TaskOutcome {
  return { ok: false, error: ERROR_NAMES.invalidArguments, cause };
}
