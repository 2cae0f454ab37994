import type { Digest } from '#shared/ports/digest.ts';

/**
 * The id of what must exist once for a reason: always the same for the same reason, so that whoever comes second finds it. A UUID of version
 * 8 (RFC 9562 §5.8) made of SHA-256.
 */
export function derivedId(digest: Digest, ...reason: readonly (string | number)[]): string {
  const hex = digest.sha256Hex(JSON.stringify(reason));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) % 4) + 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
