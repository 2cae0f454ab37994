import type { DataKeys } from './data-keys.ts';
import type { MutableVaultCounters } from './vault-counts.ts';
import type { VaultPorts, VaultSettings } from './vault-ports.ts';

/** What the operations of one vault share. */
export interface VaultContext {
  readonly ports: VaultPorts;
  readonly settings: VaultSettings;
  readonly dataKeys: DataKeys;
  readonly counters: MutableVaultCounters;
}
