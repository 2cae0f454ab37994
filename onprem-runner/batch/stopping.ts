import { setMaxListeners } from 'node:events';
import type { ToldFailure } from '../commands/service-failure.ts';

/** Why a batch ends before its last line. */
export type StopReason =
  | { readonly kind: 'signal' }
  /** As many lines failed as may. */
  | { readonly kind: 'failures' }
  /** Every line would fail for it. */
  | { readonly kind: 'failure'; readonly failure: ToldFailure };

/** Ends a batch from wherever the reason shows: first gently, then, if that takes too long, at once. */
export interface Stopping {
  readonly reason: StopReason | undefined;
  /** Aborted as soon as there is a reason: nothing new begins, nobody waits for the end of a run. */
  readonly gentle: AbortSignal;
  /** Aborted when requests that are under way are to be given up as well. */
  readonly hard: AbortSignal;
  /** The first reason counts. */
  stop(reason: StopReason): void;
  giveUp(): void;
}

const LISTENERS_MAX = 1_024;

/** See {@link Stopping}. */
export function createStopping(): Stopping {
  const [gentle, hard] = [new AbortController(), new AbortController()];
  // Every line that is under way listens, and stops to do so when it is done.
  setMaxListeners(LISTENERS_MAX, gentle.signal, hard.signal);
  const state: { reason?: StopReason } = {};
  return {
    get reason() {
      return state.reason;
    },
    gentle: gentle.signal,
    hard: hard.signal,
    stop: (reason) => {
      state.reason ??= reason;
      gentle.abort();
    },
    giveUp: () => {
      gentle.abort();
      hard.abort();
    },
  };
}
