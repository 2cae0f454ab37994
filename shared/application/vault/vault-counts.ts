import type { VaultCounters } from '#shared/ports/vault.ts';

/** Counters of one vault, while they are counted. */
export type MutableVaultCounters = { -readonly [K in keyof VaultCounters]: number };

/** Counters at zero. */
export function createVaultCounters(): MutableVaultCounters {
  return { tokenised: 0, revealed: 0, refused: 0, limited: 0, scanAlarms: 0, erased: 0 };
}
