import type { AslRetrier } from '../asl/model.ts';
import type { RandomSource } from '../kernel/random.ts';
import { matchesError, type StateFailure } from './failure.ts';
import { RETRY_ATTEMPTS_DEFAULT, RETRY_BACKOFF_RATE_DEFAULT, RETRY_INTERVAL_SECONDS_DEFAULT, TIMER_SECONDS_MAX } from './limits.ts';
import type { Preparation } from './template.ts';

/** Another attempt: which retrier grants it and after how many seconds. */
export interface GrantedRetry {
  readonly retrier: number;
  readonly delaySeconds: number;
  /** The counters with this retry counted. */
  readonly retries: readonly number[];
}

/** What a failure is judged by. */
export interface RetryRequest {
  readonly failure: StateFailure;
  /** Retries taken in the current stay in the state, by index of the retrier. */
  readonly retries: readonly number[];
  readonly random: RandomSource;
}

/** Seconds before retry number `taken + 1` (states-language.net, "Retrying after error"); full jitter takes any shorter time. */
export function retryDelaySeconds(retrier: AslRetrier, taken: number, random: RandomSource): number {
  const interval = retrier.IntervalSeconds ?? RETRY_INTERVAL_SECONDS_DEFAULT;
  const grown = interval * (retrier.BackoffRate ?? RETRY_BACKOFF_RATE_DEFAULT) ** taken;
  const delay = Math.min(grown, retrier.MaxDelaySeconds ?? TIMER_SECONDS_MAX, TIMER_SECONDS_MAX);
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay;
}

/** The first retrier that matches decides: when its attempts are used up there is no further retry, whatever later ones would take. */
export function grantRetry(retriers: readonly AslRetrier[], { failure, retries, random }: RetryRequest): GrantedRetry | undefined {
  const index = retriers.findIndex((candidate) => matchesError(candidate.ErrorEquals, failure));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const taken = retries[index] ?? 0;
  if (taken >= (retrier.MaxAttempts ?? RETRY_ATTEMPTS_DEFAULT)) return undefined;
  const counted = retriers.map((_, position) => (retries[position] ?? 0) + (position === index ? 1 : 0));
  return { retrier: index, delaySeconds: retryDelaySeconds(retrier, taken, random), retries: counted };
}

function isAtLeast(value: number | undefined, least: number): boolean {
  return value === undefined || value >= least;
}

/** Checks the numbers of a state's retriers (states-language.net, "Retrying after error"; intervals of a fraction are ours). */
export function checkRetriers(retriers: readonly AslRetrier[], preparation: Preparation): void {
  for (const [index, retrier] of retriers.entries()) {
    const rules: readonly (readonly [boolean, string])[] = [
      [retrier.ErrorEquals.length > 0, 'ErrorEquals must name at least one error'],
      [isAtLeast(retrier.IntervalSeconds, 0), 'IntervalSeconds must be zero or more'],
      [isAtLeast(retrier.MaxAttempts, 0) && Number.isInteger(retrier.MaxAttempts ?? 0), 'MaxAttempts must be a whole number, zero or more'],
      [isAtLeast(retrier.BackoffRate, 1), 'BackoffRate must be 1 or more'],
      [(retrier.MaxDelaySeconds ?? 1) > 0, 'MaxDelaySeconds must be more than zero'],
    ];
    for (const [holds, message] of rules) {
      if (!holds) preparation.report({ pointer: `${preparation.pointer}/Retry/${index}`, message });
    }
  }
}
