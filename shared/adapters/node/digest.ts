import { createHash } from 'node:crypto';
import type { Digest } from '#shared/ports/digest.ts';

/** SHA-256 of Node's OpenSSL. */
export const nodeDigest: Digest = {
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};
