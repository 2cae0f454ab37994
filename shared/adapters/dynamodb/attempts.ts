import { setTimeout as sleep } from 'node:timers/promises';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { fromDynamoError, isPassing, nameOf } from './errors.ts';
import { CONFLICT_ATTEMPTS_MAX, CONFLICT_DELAY_MS, CONFLICT_DELAY_MS_MAX } from './limits.ts';

/** What an attempt answers that met another write of the same items. */
export const AGAIN = Symbol('again');

/**
 * Makes a request until it is answered: again, after a short and random while, when it met another transaction. Errors that the request does not answer for
 * itself become ours. Errors: `UWF-5001` also when there was always another one.
 */
export async function attempt<T>(request: () => Promise<T | typeof AGAIN>): Promise<T> {
  for (let attempts = 1; attempts <= CONFLICT_ATTEMPTS_MAX; attempts += 1) {
    const answer = await once(request);
    if (answer !== AGAIN) return answer;
    await sleep(Math.random() * Math.min(CONFLICT_DELAY_MS * 2 ** attempts, CONFLICT_DELAY_MS_MAX));
  }
  throw new UwfError('UWF-5001', undefined, { details: { reason: 'TransactionConflict' } });
}

async function once<T>(request: () => Promise<T | typeof AGAIN>): Promise<T | typeof AGAIN> {
  try {
    return await request();
  } catch (error) {
    if (isPassing(nameOf(error))) return AGAIN;
    throw fromDynamoError(error);
  }
}
