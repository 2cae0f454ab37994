import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileKeyService } from '#shared/adapters/key-file/index.ts';
import { createManualClock, createMemoryAuditLog, createMemoryVaultStore, type ManualClock } from '#shared/adapters/memory/index.ts';
import { nodeDigest, nodeValueCipher, randomIdSource } from '#shared/adapters/node/index.ts';
import { createVault } from '#shared/application/vault/create-vault.ts';
import type { VaultOptions, VaultPorts } from '#shared/application/vault/vault-ports.ts';
import type { AuditRecord } from '#shared/core/vault/audit-chain.ts';
import type { Vault, VaultEntry } from '#shared/ports/vault.ts';

export const START = 1_795_401_234_567;

/** A vault in memory with keys in files, and what a test needs to look into it. */
export interface VaultBench {
  readonly vault: Vault;
  readonly ports: VaultPorts;
  readonly clock: ManualClock;
  /** Another process on the same stores and keys. */
  another(ports?: Partial<VaultPorts>, options?: VaultOptions): Promise<Vault>;
  records(): Promise<readonly AuditRecord[]>;
  close(): void;
}

export async function createVaultBench(given: Partial<VaultPorts> = {}, options: VaultOptions = {}): Promise<VaultBench> {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-vault-'));
  const clock = createManualClock(START);
  const ports: VaultPorts = {
    store: createMemoryVaultStore(),
    keys: createFileKeyService({ directory: join(folder, 'keys') }),
    audit: createMemoryAuditLog(nodeDigest),
    cipher: nodeValueCipher,
    clock,
    ids: randomIdSource,
    digest: nodeDigest,
    ...given,
  };
  const another: VaultBench['another'] = (more = {}, own = options) => createVault({ ...ports, ...more }, own);
  return {
    vault: await another(),
    ports,
    clock,
    another,
    records: () => ports.audit.read({ after: 0, max: 1_000 }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An entry for the vault; only what a test is about need be said. */
export function entryOf(value: VaultEntry['value'], more: Partial<VaultEntry> = {}): VaultEntry {
  return { value, binding: { tenant: 'bank', definition: 'payments/check', pointer: '/input/pan' }, subject: 'customer-1', purposes: ['workflow', 'support'], ...more };
}
