import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { ISSUER_ANSWER_BYTES_MAX, ISSUER_ANSWER_MS_MAX } from './limits.ts';

/** Finds keys of an issuer over HTTP; its discovery document (OpenID Connect Discovery §4) is read once, at the first token. */
export function createIssuerKeys(source: { readonly jwksUri: string } | { readonly issuer: string }): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    found ??= openKeySet(source);
    try {
      const find = await found;
      return await find(header, token);
    } catch (error) {
      // A failed discovery is tried again with the next token; a key set that was found refreshes itself.
      if (error instanceof UwfError) found = undefined;
      throw error;
    }
  };
}

async function openKeySet(source: { readonly jwksUri: string } | { readonly issuer: string }): Promise<JWTVerifyGetKey> {
  const uri = 'jwksUri' in source ? source.jwksUri : await discover(source.issuer);
  return createRemoteJWKSet(new URL(uri), { timeoutDuration: ISSUER_ANSWER_MS_MAX });
}

/** The `jwks_uri` of an issuer. The document must name the same issuer (OpenID Connect Discovery §4.3). Errors: `UWF-5003`. */
async function discover(issuer: string): Promise<string> {
  const document = await readDiscovery(`${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`);
  if (!isJsonObject(document) || document['issuer'] !== issuer) throw new UwfError('UWF-5003', 'the discovery document is of another issuer');
  const uri = document['jwks_uri'];
  if (typeof uri !== 'string' || !URL.canParse(uri)) throw new UwfError('UWF-5003', 'the discovery document names no keys');
  return uri;
}

async function readDiscovery(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ISSUER_ANSWER_MS_MAX) });
    const text = await response.text();
    if (response.ok && text.length <= ISSUER_ANSWER_BYTES_MAX) return JSON.parse(text);
  } catch (cause) {
    throw new UwfError('UWF-5003', 'the discovery document cannot be had', { cause });
  }
  throw new UwfError('UWF-5003', 'the discovery document cannot be had');
}
