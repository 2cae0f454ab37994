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
import type { KeyService } from '#shared/ports/key-service.ts';
import type { Vault } from '#shared/ports/vault.ts';

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
  const ports: VaultPorts = { store: stores.vaultStore, keys, audit: stores.auditLog, cipher: nodeValueCipher, clock, ids, digest: nodeDigest };
  try {
    const vault = await createVault(ports, options);
    const recipients: RecipientPorts = { registry: stores.recipientRegistry, resealer: createResealer({ clock, ids }), audit: stores.auditLog, clock };
    return { vault, ports, recipients, close: () => keys.close() };
  } catch (error) {
    await keys.close();
    throw error;
  }
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
