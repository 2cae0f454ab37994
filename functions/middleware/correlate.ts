import type { IdSource } from '#shared/ports/id-source.ts';
import { REQUEST_ID_CHARACTERS_MAX } from '../limits.ts';
import type { ApiMiddleware, Passage } from './api-context.ts';

/** What may stand in a log line and a header as it is. */
const SAFE_ID = new RegExp(`^[A-Za-z0-9._-]{1,${REQUEST_ID_CHARACTERS_MAX}}$`, 'u');

/** Gives every request an id: the caller's `X-Request-Id` when it is harmless, else a new one. It comes back with every answer. */
export function correlate(ids: IdSource): ApiMiddleware {
  return {
    before: ({ event, context }) => {
      const given = event.headers.get('x-request-id');
      context.requestId = given !== undefined && SAFE_ID.test(given) ? given : ids.uuid();
    },
    after: addId,
    onError: addId,
  };
}

function addId(passage: Passage): void {
  const { response, context } = passage;
  if (!response || context.requestId === undefined) return;
  passage.response = { ...response, headers: { ...response.headers, 'x-request-id': context.requestId } };
}
