import { isJsonObject } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import type { ProfileIssuer } from './profile.ts';

/** Where tokens come from: given as they are, or asked for at an issuer. */
export type TokenOrigin = { readonly kind: 'given'; readonly token: string } | { readonly kind: 'issuer'; readonly issuer: ProfileIssuer };

const ANSWER_MS_MAX = 10_000;
/** A token is renewed this long before it ends, so that it does not end on its way. */
const RENEWAL_MS = 30_000;

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** A function that always has a token that is still valid; an issued one is asked for again shortly before it ends. */
export function createTokenSource(origin: TokenOrigin): () => Promise<string> {
  if (origin.kind === 'given') return () => Promise.resolve(origin.token);
  const held: { token?: string; until: number } = { until: 0 };
  return async () => {
    if (held.token !== undefined && Date.now() < held.until) return held.token;
    const issued = await requestToken({ issuer: origin.issuer });
    held.token = issued.token;
    held.until = Date.now() + issued.expiresInSeconds * 1_000 - RENEWAL_MS;
    return issued.token;
  };
}

/** Asks an issuer for a token by the client-credentials grant (RFC 6749 §4.4). Errors: `UWF-6004`, `UWF-6006`. */
export async function requestToken(request: { readonly issuer: ProfileIssuer; readonly scopes?: readonly string[] }): Promise<IssuedToken> {
  const { tokenEndpoint, clientId, clientSecret } = request.issuer;
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
  if (request.scopes !== undefined) form.set('scope', request.scopes.join(' '));
  const response = await post(tokenEndpoint, form);
  const answer: unknown = await response.json().catch(() => undefined);
  const { access_token: token, expires_in: expiresInSeconds } = isJsonObject(answer) ? answer : {};
  if (!response.ok || typeof token !== 'string') throw new CommandError('UWF-6006', `${tokenEndpoint} gave no token (HTTP ${response.status})`);
  return { token, expiresInSeconds: typeof expiresInSeconds === 'number' ? expiresInSeconds : 60 };
}

async function post(endpoint: string, form: URLSearchParams): Promise<Response> {
  try {
    return await fetch(endpoint, { method: 'POST', body: form, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  } catch (error) {
    throw new CommandError('UWF-6004', `${endpoint} does not answer`, error);
  }
}
