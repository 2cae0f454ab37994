import type { ApiMiddleware, Passage } from './api-context.ts';

/** Answers may hold data of a run: nobody keeps them, nobody guesses their type, nobody shows them in a frame. */
export const PROTECTIVE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const POLICY = 'content-security-policy';

/** Puts the protective headers on every answer, good or bad. A page says itself which style it has; everything else is not up for a choice. */
export function protect(): ApiMiddleware {
  return { after: addHeaders, onError: addHeaders };
}

function addHeaders(passage: Passage): void {
  const { response } = passage;
  if (!response) return;
  const policy = response.headers[POLICY] ?? PROTECTIVE_HEADERS[POLICY];
  passage.response = { ...response, headers: { ...response.headers, ...PROTECTIVE_HEADERS, [POLICY]: policy } };
}
