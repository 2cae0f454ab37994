import { compactDecrypt } from 'jose';
import type { Unsealer } from '#shared/ports/sealer.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { SEALED_CONTENT_ALGORITHM, SEALED_KEY_ALGORITHM, SEALED_PADDING_BYTES, SEALED_PLAIN_BYTES_MAX, readSealedHeader, sealedToJwe, type SealedHeader } from '#shared/core/tier/sealed.ts';
import { importSealingKey, type ImportedKey, type PrivateSealingKey } from './sealing-keys.ts';

/**
 * Opens sealed values with any of the bank's keys, the current one and those kept for what was sealed before a rotation.
 * Every failure is the same `UWF-4221`, without the text, so that it tells an attacker nothing and a log no data.
 */
export async function createUnsealer(options: { readonly keys: readonly PrivateSealingKey[] }): Promise<Unsealer> {
  const ring = new Map<string, ImportedKey>();
  for (const key of options.keys) ring.set(key.kid, await importSealingKey(key));
  return {
    async unseal({ sealed }) {
      const header = readHeader(sealed);
      const key = ring.get(header.kid);
      if (key === undefined) throw new UwfError('UWF-4221', 'a sealed value is not sealed to a key of this bank');
      return { value: await open(sealed, key), header };
    },
  };
}

function readHeader(sealed: string): SealedHeader {
  const header = readSealedHeader(sealed);
  if (!header.ok) throw new UwfError('UWF-4221', `not a well-formed sealed value (${header.error})`);
  return header.value;
}

async function open(sealed: string, key: ImportedKey): Promise<JsonValue> {
  try {
    const { plaintext } = await compactDecrypt(sealedToJwe(sealed), key, {
      keyManagementAlgorithms: [SEALED_KEY_ALGORITHM],
      contentEncryptionAlgorithms: [SEALED_CONTENT_ALGORITHM],
    });
    return parsePlaintext(plaintext);
  } catch {
    throw new UwfError('UWF-4221', 'a sealed value does not open');
  }
}

/** Throws on anything but padded JSON in UTF-8; the caller turns every throw into one answer. */
function parsePlaintext(plaintext: Uint8Array): JsonValue {
  const isPadded = plaintext.length > 0 && plaintext.length % SEALED_PADDING_BYTES === 0 && plaintext.length <= SEALED_PLAIN_BYTES_MAX;
  if (!isPadded) throw new UwfError('UWF-4221');
  return parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext));
}

function parseJson(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}
