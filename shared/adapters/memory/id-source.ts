import type { IdSource } from '#shared/ports/id-source.ts';

const HEX_DIGITS = 16;

/** Identifiers that are equal in every run: for tests and simulations, never where an id must not be guessed. */
export function createCountingIdSource(): IdSource {
  let count = 0;
  const next = () => (count += 1).toString(HEX_DIGITS);
  return {
    uuid: () => `00000000-0000-4000-8000-${next().padStart(12, '0')}`,
    seed: () => next().padStart(32, '0'),
  };
}
