import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { IDEMPOTENCY_KEY_CHARACTERS_MAX } from '../limits.ts';
import { operationOf, type ApiMiddleware } from './api-context.ts';

/** Visible ASCII. */
const KEY = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_CHARACTERS_MAX}}$`, 'u');

/** Reads `Idempotency-Key`. That a key starts one run only is the store's doing, in the transaction that creates the run. */
export function idempotency(): ApiMiddleware {
  return {
    before: ({ event, context }) => {
      const key = event.headers.get('idempotency-key');
      if (key === undefined || !operationOf(context).isIdempotent) return;
      if (!KEY.test(key)) throw new UwfError('UWF-4000', `Idempotency-Key is not 1 to ${IDEMPOTENCY_KEY_CHARACTERS_MAX} visible ASCII characters`);
      context.idempotencyKey = key;
    },
  };
}
