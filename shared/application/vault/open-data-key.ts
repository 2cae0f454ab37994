import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDataKey } from '#shared/ports/vault-store.ts';
import type { VaultContext } from './vault-context.ts';

/** What unwrapping says when the version of the key-encryption key has gone, or the wrapping is not of it. */
const STALE: ReadonlySet<string> = new Set(['UWF-5005', 'UWF-5009']);

/**
 * A data key in the clear, for the caller to wipe. One that was re-wrapped after its row was read, and whose old key was then destroyed, is read
 * again: a rotation fails nobody. Errors: `UWF-5007`, `UWF-5009`, `UWF-5005` (its key is not there).
 */
export async function openDataKey({ ports, dataKeys }: VaultContext, stored: StoredDataKey): Promise<Uint8Array> {
  try {
    return await dataKeys.open(stored);
  } catch (error) {
    if (!(error instanceof UwfError) || !STALE.has(error.code)) throw error;
    const found = await ports.store.findDataKeys({ tenant: stored.tenant, subjects: [stored.subject] });
    const now = found.find(({ keyId, version }) => keyId === stored.keyId && version !== stored.version);
    if (now === undefined) throw error;
    return dataKeys.open(now);
  }
}
