import type { Mailbox } from './mailbox.ts';
import type { Rounds } from './rounds.ts';

/** Who waits for events, with everything that is known of it; plain JSON, so that it outlives a process. */
export type SubscriberState =
  | { readonly kind: 'mailbox'; readonly executionId: string; readonly mailbox: Mailbox; readonly token?: AttemptToken }
  | { readonly kind: 'schedule'; readonly scheduleId: string; readonly openedAt: number; readonly rounds: Rounds };

/** With what the attempt that waits is answered, where its engine has tokens: an attempt is known by them, and not by its id. */
export interface AttemptToken {
  readonly attemptId: string;
  readonly token: string;
}

/** True when something was decided that has to be told still: an answer to an attempt, an execution to start. */
export function hasNews(state: SubscriberState): boolean {
  return state.kind === 'mailbox' ? !state.mailbox.isTold : state.rounds.ready.length > 0;
}
