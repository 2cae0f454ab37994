import { assert } from '../kernel/assert.ts';
import { isToken, TOKEN_PREFIX } from '../tier/token.ts';

const HEX_SEED = /^[0-9a-f]{32}$/u;
const HEX_DIGITS = 16;

/** The token of 128 bits, given as base64url. */
export function tokenOfHandle(handle: string): string {
  const token = `${TOKEN_PREFIX}${handle}`;
  assert(isToken(token), 'a token has a handle of 128 bits');
  return token;
}

/** The bytes of a seed of 128 bits, given as hex. */
export function seedBytes(seed: string): Uint8Array {
  assert(HEX_SEED.test(seed), 'a seed is 128 bits as hex');
  return Uint8Array.from({ length: seed.length / 2 }, (_, index) => Number.parseInt(seed.slice(index * 2, index * 2 + 2), HEX_DIGITS));
}
