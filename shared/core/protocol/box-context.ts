import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64url } from '../kernel/base64url.ts';
import type { MessageClaims } from './message.ts';

/** Between the parts of what is hashed: no part can contain it (U+001F, unit separator). */
const SEPARATOR = '\u001f';

/**
 * `ctx` of a box (protocol §3): SHA-256, base64url, over what the body belongs to. It stands in the protected header of the JWE, and so cannot
 * be changed without the box refusing to open: a body cannot be moved to another step, attempt, party or tenant, not even by who can sign.
 * A message about a site has the site in the place of the execution.
 */
export function boxContext(claims: MessageClaims): string {
  const { typ, iss, aud, tid } = claims;
  const place = 'exe' in claims ? [claims.exe, claims.stp, claims.itr, String(claims.att)] : [claims.site, '', '', ''];
  return encodeBase64url(sha256(utf8ToBytes(['uwf1', typ, iss, aud, tid, ...place].join(SEPARATOR))));
}
