import type { BudgetRule } from '#shared/core/vault/budget.ts';
import { VAULT_DATA_KEY_KEEP_MS, VAULT_DATA_KEYS_MAX, VAULT_MISS_COST_DEFAULT, VAULT_MISSES_PER_HOUR_DEFAULT, VAULT_REVEAL_BURST_DEFAULT, VAULT_REVEALS_PER_MINUTE_DEFAULT } from '#shared/core/vault/limits.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import type { ValueCipher } from '#shared/ports/value-cipher.ts';
import type { VaultStore } from '#shared/ports/vault-store.ts';

/** What the vault works with; all of it lies in the on-prem zone. */
export interface VaultPorts {
  readonly store: VaultStore;
  readonly keys: KeyService;
  readonly audit: AuditLog;
  readonly cipher: ValueCipher;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly digest: Digest;
}

/** Settings of a vault, all with defaults. */
export interface VaultOptions {
  /** Name of the key-encryption key. */
  readonly kek?: string;
  /** Name of the key for fingerprints. */
  readonly fingerprintKey?: string;
  /** How many values one actor may reveal. */
  readonly reveals?: BudgetRule;
  /** What a refused reveal costs beside. */
  readonly missCost?: number;
  /** Refused reveals of one actor beyond this look like a scan. */
  readonly misses?: BudgetRule;
  readonly dataKeyKeepMs?: number;
  readonly dataKeysMax?: number;
}

/** Settings with their defaults. */
export type VaultSettings = Required<VaultOptions>;

/** Name of the key-encryption key unless another is given. */
export const KEK_DEFAULT = 'vault-kek';
/** Name of the key for fingerprints unless another is given. */
export const FINGERPRINT_KEY_DEFAULT = 'vault-fingerprint';

const MINUTES_AN_HOUR = 60;

/** The settings with their defaults. */
export function vaultSettings(options: VaultOptions): VaultSettings {
  return {
    kek: KEK_DEFAULT,
    fingerprintKey: FINGERPRINT_KEY_DEFAULT,
    reveals: { perMinute: VAULT_REVEALS_PER_MINUTE_DEFAULT, burst: VAULT_REVEAL_BURST_DEFAULT },
    missCost: VAULT_MISS_COST_DEFAULT,
    misses: { perMinute: VAULT_MISSES_PER_HOUR_DEFAULT / MINUTES_AN_HOUR, burst: VAULT_MISSES_PER_HOUR_DEFAULT },
    dataKeyKeepMs: VAULT_DATA_KEY_KEEP_MS,
    dataKeysMax: VAULT_DATA_KEYS_MAX,
    ...options,
  };
}
