import { decodeBase64url } from '#shared/core/kernel/base64url.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';

/** What may be said of a record without showing what it holds: claims that are ids, names, counters and times. */
export interface ShownClaims {
  readonly [claim: string]: string | number;
}

/** Claims that hold no business data. */
const SHOWN_CLAIMS = ['typ', 'iss', 'aud', 'tid', 'top', 'exe', 'stp', 'itr', 'att', 'cin', 'rin', 'iat', 'exp', 'act', 'outcome', 'why', 'of', 'site'];
const SHOWN_CHARACTERS_MAX = 200;

/** What of a record is shown to people. Nothing of it is verified; none of a record that is no message. */
export function shownClaims(text: string): ShownClaims {
  const [, payload] = text.split('.');
  const decoded = payload === undefined ? undefined : decodeBase64url(payload);
  const value = decoded === undefined ? undefined : parseStrictObject(decoded);
  if (value === undefined) return {};
  return Object.fromEntries(SHOWN_CLAIMS.flatMap((name): readonly (readonly [string, string | number])[] => {
    const claim = value[name];
    if (typeof claim === 'number') return [[name, claim]];
    return typeof claim === 'string' && claim.length <= SHOWN_CHARACTERS_MAX && /^[\x21-\x7e]*$/u.test(claim) ? [[name, claim]] : [];
  }));
}
