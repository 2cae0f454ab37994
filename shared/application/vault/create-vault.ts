import type { TokenDescription, Vault } from '#shared/ports/vault.ts';
import type { FoundValue } from '#shared/ports/vault-store.ts';
import { createDataKeys } from './data-keys.ts';
import { describeSubject, eraseSubject } from './erase.ts';
import { tokenDigest } from './fingerprints.ts';
import { reveal } from './reveal.ts';
import { tokenise } from './tokenise.ts';
import type { VaultContext } from './vault-context.ts';
import { createVaultCounters } from './vault-counts.ts';
import { vaultSettings, type VaultOptions, type VaultPorts } from './vault-ports.ts';

/**
 * Opens the vault of a zone; its keys are made when there are none. Values are encrypted with the data key of their data subject, data keys
 * are wrapped by the key-encryption key, and every reveal is recorded before a value is opened. Errors: those of the key service.
 */
export async function createVault(ports: VaultPorts, options: VaultOptions = {}): Promise<Vault> {
  const settings = vaultSettings(options);
  await ports.keys.ensure({ key: settings.kek, use: 'wrap' });
  await ports.keys.ensure({ key: settings.fingerprintKey, use: 'mac' });
  const dataKeys = createDataKeys(ports, { keepMs: settings.dataKeyKeepMs, keysMax: settings.dataKeysMax });
  const context: VaultContext = { ports, settings, dataKeys, counters: createVaultCounters() };
  return {
    tokenise: (request) => tokenise(context, request),
    reveal: (request) => reveal(context, request),
    describe: (request) => describe(ports, request),
    erase: (request) => eraseSubject(context, request),
    subject: (request) => describeSubject(context, request),
    counters: () => ({ ...context.counters }),
  };
}

async function describe(ports: VaultPorts, { tenant, tokens }: { readonly tenant: string; readonly tokens: readonly string[] }): Promise<readonly (TokenDescription | undefined)[]> {
  const digests = tokens.map((token) => tokenDigest(ports, token));
  const found = new Map((await ports.store.find({ tokenDigests: digests })).map((one) => [one.value.tokenDigest, one]));
  return digests.map((digest) => describeOne(found.get(digest), tenant));
}

function describeOne(found: FoundValue | undefined, tenant: string): TokenDescription | undefined {
  if (found === undefined || found.value.binding.tenant !== tenant) return undefined;
  const { binding, purposes, deterministic, createdAt } = found.value;
  return { binding, purposes, deterministic, createdAt, ...(found.erasedAt === undefined ? {} : { erasedAt: found.erasedAt }) };
}
