import type { ListenTaskArguments } from '../asl/model.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { offerEvent, openSubscription, type Subscription } from './subscription.ts';

/** One time that the strategy of a schedule was satisfied: an execution starts with these events. */
export interface Round {
  /** From 1; never used twice. */
  readonly number: number;
  readonly input: readonly JsonValue[];
}

/** A strategy that begins anew each time it is satisfied (DSL "Event Driven Schedule"): plain JSON. */
export interface Rounds {
  readonly subscription: Subscription;
  readonly number: number;
  /** Satisfied rounds whose execution has to be started still. */
  readonly ready: readonly Round[];
}

/** Waits for its first round. */
export function openRounds(listener: ListenTaskArguments): Rounds {
  return { subscription: openSubscription(listener), number: 1, ready: [] };
}

/** The rounds after an event. A round whose condition cannot be evaluated is dropped: the next one begins without its events. */
export function offerToRounds(rounds: Rounds, event: JsonObject): Rounds {
  const { listener } = rounds.subscription;
  const offer = offerEvent(rounds.subscription, event);
  if (!offer.ok) return { ...rounds, subscription: openSubscription(listener) };
  const { subscription } = offer.value;
  if (!subscription.isDone || subscription === rounds.subscription) return { ...rounds, subscription };
  const round: Round = { number: rounds.number, input: subscription.consumed };
  return { subscription: openSubscription(listener), number: rounds.number + 1, ready: [...rounds.ready, round] };
}

/** The rounds once their executions were started. */
export function startedRounds(rounds: Rounds): Rounds {
  return { ...rounds, ready: [] };
}
