import { basename, dirname } from 'node:path';
import { createResealer } from '#shared/adapters/jose/index.ts';
import { createFileKeyService } from '#shared/adapters/key-file/index.ts';
import { nodeDigest, nodeValueCipher, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createPkcs11KeyService } from '#shared/adapters/pkcs11/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';
import { createVault } from '#shared/application/vault/create-vault.ts';
import type { RecipientPorts } from '#shared/application/vault/recipients.ts';
import type { VaultOptions, VaultPorts } from '#shared/application/vault/vault-ports.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { VAULT_REVEAL_TOKENS_MAX } from '#shared/core/vault/limits.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import type { Revealer, Vault } from '#shared/ports/vault.ts';
import { RUNNER_REVEALS_PER_MINUTE_DEFAULT } from './limits.ts';

/** Where the keys of the vault are: files of the zone, or a token behind PKCS #11. */
export type KeyPlace =
  | { readonly kind: 'files'; readonly directory: string }
  | {
      readonly kind: 'pkcs11';
      /** Path of the vendor's library. */
      readonly library: string;
      /** Label of the token. */
      readonly token: string;
      /** A file with the PIN that only its owner may read. */
      readonly pinFile: string;
    };

/** A vault with everything that operators of it need. */
export interface OpenedVault {
  readonly vault: Vault;
  readonly ports: VaultPorts;
  readonly recipients: RecipientPorts;
  /** Lets go of the keys; the stores belong to whoever opened them. */
  close(): Promise<void>;
}

/** Opens the vault on the stores of the on-prem zone. Its keys are made when there are none. Errors: `UWF-5004`, `UWF-5005`, `UWF-5007`. */
export async function composeVault(stores: Pick<PostgresPorts, 'vaultStore' | 'auditLog' | 'recipientRegistry'>, place: KeyPlace, options: VaultOptions = {}): Promise<OpenedVault> {
  const keys = composeKeyService(place);
  const [clock, ids] = [systemClock, randomIdSource];
  const ports = portsOf(stores, keys);
  try {
    const vault = await createVault(ports, options);
    const recipients: RecipientPorts = { registry: stores.recipientRegistry, resealer: createResealer({ clock, ids }), audit: stores.auditLog, clock };
    return { vault, ports, recipients, close: () => keys.close() };
  } catch (error) {
    await keys.close();
    throw error;
  }
}

/**
 * What the tasks of a runner get values from, with keys that somebody else closes. The vault is opened when the first token comes: a runner that sees none
 * needs no keys of a vault, and one whose keys cannot be used now does everything else. Errors of a reveal: also `UWF-5005`, `UWF-5007`.
 */
export function composeRevealer(stores: Pick<PostgresPorts, 'vaultStore' | 'auditLog'>, keys: KeyService, { revealsPerMinute = RUNNER_REVEALS_PER_MINUTE_DEFAULT }: { readonly revealsPerMinute?: number } = {}): Revealer {
  const reveals = { perMinute: revealsPerMinute, burst: Math.max(revealsPerMinute, VAULT_REVEAL_TOKENS_MAX) };
  const open = (): Promise<Vault> => createVault(portsOf(stores, keys), { reveals });
  let opening: Promise<Vault> | undefined;
  return {
    reveal: async (request) => {
      opening ??= open();
      const vault = await opening.catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return vault.reveal(request);
    },
  };
}

function portsOf(stores: Pick<PostgresPorts, 'vaultStore' | 'auditLog'>, keys: KeyService): VaultPorts {
  return { store: stores.vaultStore, keys, audit: stores.auditLog, cipher: nodeValueCipher, clock: systemClock, ids: randomIdSource, digest: nodeDigest };
}

/** The key service of a place. Errors: `UWF-5005`. */
export function composeKeyService(place: KeyPlace): KeyService {
  if (place.kind === 'files') return createFileKeyService({ directory: place.directory });
  const { library, token, pinFile } = place;
  return createPkcs11KeyService({ library, token, pin: () => readPin(pinFile) });
}

/** The PIN is a secret like any other: never an argument, never a variable. */
async function readPin(file: string): Promise<string> {
  const pin = await createFileSecretStore({ directory: dirname(file) }).resolve({ name: basename(file) });
  if (typeof pin === 'string' && pin !== '') return pin;
  throw new UwfError('UWF-5005', 'the file of the PIN holds no text');
}
