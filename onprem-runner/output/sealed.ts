import { readSealedHeader, SEALED_PREFIX } from '#shared/core/tier/sealed.ts';

/** A sealed value wherever it stands in a text, alone or inside JSON: the prefix and the five parts of a compact JWE (RFC 7516 §7.1). */
const SEALED = new RegExp(`${SEALED_PREFIX}[\\w-]+(?:\\.[\\w-]+){4}`, 'gu');

/**
 * Text for people with each sealed value as `‹sealed ORIGIN›`, by what its header says and nobody has verified. What only looks like a
 * sealed value stays as it is. Not for data: the value cannot be had back.
 */
export function abbreviateSealed(text: string): string {
  return text.replace(SEALED, (sealed) => {
    const header = readSealedHeader(sealed);
    return header.ok ? `‹sealed ${header.value.ptr}›` : sealed;
  });
}
