import { readFile } from 'node:fs/promises';
import { parsePublicKeySet, type PublicSealingKey } from '#shared/adapters/jose/index.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** The public sealing keys of the bank in a file (a JWK Set). Errors: `UWF-5005`. */
export async function readSealingKeys(file: string): Promise<readonly PublicSealingKey[]> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return await parsePublicKeySet(value);
  } catch (cause) {
    throw new UwfError('UWF-5005', 'sealingKeys: expected a file with the public sealing keys of the bank, as GET /api/keys of its API answers', { cause });
  }
}
