import { outcomeOf } from '#shared/application/events/mailbox-outcome.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { ask, deliver, giveUp, openListen, openLoop, told, type Mailbox } from '#shared/core/events/mailbox.ts';
import { parseListenArguments } from '#shared/core/events/subscription.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from './drive.ts';

type Complete = (answer: TaskAnswer) => void;

/**
 * The event bus of one run, with the engine's own mailboxes. An event that nobody took is kept for listeners to come, so that a workflow which
 * first emits and then listens does not depend on who is faster.
 */
export class EventBus {
  readonly published: JsonObject[] = [];
  private readonly kept: JsonObject[] = [];
  /** By the attempt that opened them: a `listen`, or a subscription until it is given up. */
  private readonly mailboxes = new Map<string, Mailbox>();
  /** Who is told the answer of an attempt. */
  private readonly waiting = new Map<string, Complete>();
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
    const event = this.waiting.size > 0 ? this.incoming.shift() : undefined;
    if (event !== undefined) this.offer(event);
    return event !== undefined;
  }

  listen(attemptId: string, given: JsonValue, complete: Complete): void {
    const listener = parseListenArguments(given);
    if (listener === undefined) return complete(invalid());
    this.waiting.set(attemptId, complete);
    this.keep(attemptId, openListen(listener, attemptId));
    this.offerKept();
  }

  subscribe(attemptId: string, given: JsonValue, complete: Complete): void {
    const listener = parseListenArguments(given);
    if (listener === undefined) return complete(invalid());
    this.keep(attemptId, openLoop(listener));
    this.offerKept();
    complete({ ok: true, output: { subscription: attemptId } });
  }

  next(attemptId: string, subscription: string, complete: Complete): void {
    const mailbox = this.mailboxes.get(subscription);
    if (mailbox === undefined) return complete(invalid());
    this.waiting.set(attemptId, complete);
    this.keep(subscription, ask(mailbox, attemptId));
  }

  unsubscribe(subscription: string, complete: Complete): void {
    this.mailboxes.delete(subscription);
    complete({ ok: true, output: null });
  }

  cancel(attemptId: string): void {
    this.waiting.delete(attemptId);
    for (const [id, mailbox] of this.mailboxes) {
      if (mailbox.delivery === 'one-by-one') this.keep(id, giveUp(mailbox, attemptId));
      else if (id === attemptId) this.mailboxes.delete(id);
    }
  }

  /** Subscriptions that nobody has given up. */
  get openSubscriptions(): number {
    return [...this.mailboxes.values()].filter(({ delivery }) => delivery === 'one-by-one').length;
  }

  private offerKept(): void {
    for (const event of this.kept.splice(0)) if (!this.offer(event)) this.kept.push(event);
  }

  /** True when it meant something to anybody. */
  private offer(event: JsonObject): boolean {
    let isTaken = false;
    for (const [id, mailbox] of this.mailboxes) {
      const after = deliver(mailbox, event);
      isTaken = stateOf(after) !== stateOf(mailbox) || isTaken;
      this.keep(id, after);
    }
    return isTaken;
  }

  /** Keeps a mailbox and tells its answer; a `listen` ends with it. */
  private keep(id: string, mailbox: Mailbox): void {
    const { answer, isTold, delivery } = mailbox;
    const isAnswered = answer !== undefined && !isTold;
    if (isAnswered && delivery === 'together') this.mailboxes.delete(id);
    else this.mailboxes.set(id, isAnswered ? told(mailbox) : mailbox);
    const complete = isAnswered ? this.waiting.get(answer.attemptId) : undefined;
    if (!isAnswered || complete === undefined) return;
    this.waiting.delete(answer.attemptId);
    complete(outcomeOf(answer));
  }
}

function stateOf(mailbox: Mailbox): string {
  return canonicalJson(JSON.parse(JSON.stringify(mailbox)));
}

function invalid(): TaskAnswer {
  return { ok: false, error: ERROR_NAMES.invalidArguments, cause: 'the arguments do not describe a listener' };
}
