import type { Clock } from '#shared/ports/clock.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import type { StoredDataKey } from '#shared/ports/vault-store.ts';

/** Data keys in the clear, for a short while. */
export interface DataKeys {
  /** A copy of the key, for the caller to wipe. Asks the key service unless the key was used a moment ago. Errors: `UWF-5007`, `UWF-5009`. */
  open(stored: StoredDataKey): Promise<Uint8Array>;
  /** Keeps a key that was just made. */
  keep(keyId: string, key: Uint8Array): void;
  /** Wipes keys at once. */
  forget(keyIds: readonly string[]): void;
}

/** Bounds of what is kept. */
export interface DataKeysOptions {
  readonly keepMs: number;
  readonly keysMax: number;
}

interface Kept {
  readonly key: Uint8Array;
  readonly until: number;
}

/**
 * Keeps unwrapped data keys for a moment, since one subject's values are often asked for together. Whether a key may still be used is never
 * decided here: the store is asked each time, and without its row the key is not opened.
 */
export function createDataKeys({ keys, clock }: { readonly keys: KeyService; readonly clock: Clock }, options: DataKeysOptions): DataKeys {
  const kept = new Map<string, Kept>();
  const drop = (keyId: string): void => {
    kept.get(keyId)?.key.fill(0);
    kept.delete(keyId);
  };
  const makeRoom = (now: number): void => {
    for (const [keyId, { until }] of kept) {
      if (until > now && kept.size < options.keysMax) return;
      drop(keyId);
    }
  };
  const keep = (keyId: string, key: Uint8Array): void => {
    drop(keyId);
    makeRoom(clock.now());
    kept.set(keyId, { key: key.slice(), until: clock.now() + options.keepMs });
  };
  return {
    keep,
    forget: (keyIds) => keyIds.forEach(drop),
    open: async ({ keyId, kek, version, wrapped }) => {
      const known = kept.get(keyId);
      if (known !== undefined && known.until > clock.now()) return known.key.slice();
      const key = await keys.unwrap({ key: kek, version, wrapped });
      keep(keyId, key);
      return key;
    },
  };
}
