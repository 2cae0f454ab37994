import { calculateJwkThumbprint } from 'jose';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { SEALED_KEY_ALGORITHM } from '#shared/core/tier/sealed.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { PublicPoint } from '#shared/ports/key-service.ts';
import type { Resealer } from '#shared/ports/resealer.ts';
import { createSealer } from './sealer.ts';
import { importSealingKey, type PublicSealingKey } from './sealing-keys.ts';

/** Seals to keys of callers in the form of every sealed value: a client opens it as the bank opens those that it gets. */
export function createResealer(ports: { readonly clock: Clock; readonly ids: IdSource }): Resealer {
  return {
    thumbprint: async ({ publicKey }) => (await checkedKey(publicKey)).kid,
    reseal: async ({ recipient, value, context }) => {
      const sealer = await createSealer({ key: await checkedKey(recipient), ...ports });
      return sealer.seal({ value, context });
    },
  };
}

/** Importing a key checks that its point is on the curve. */
async function checkedKey({ kty, crv, x, y }: PublicPoint): Promise<PublicSealingKey> {
  try {
    const kid = await calculateJwkThumbprint({ kty, crv, x, y });
    const key: PublicSealingKey = { kty, crv, x, y, kid, alg: SEALED_KEY_ALGORITHM, use: 'enc' };
    await importSealingKey(key);
    return key;
  } catch {
    throw new UwfError('UWF-4000', 'the key is no point of P-256');
  }
}
