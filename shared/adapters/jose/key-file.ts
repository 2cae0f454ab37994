import { open, readFile, stat } from 'node:fs/promises';
import { exportJWK, generateKeyPair } from 'jose';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { SEALED_KEY_ALGORITHM } from '#shared/core/tier/sealed.ts';
import { parsePrivateKey, type PrivateSealingKey } from './sealing-keys.ts';

const OWNER_ONLY = 0o600;
const OTHERS_MASK = 0o077;

/**
 * Makes a new sealing key and writes it as a JWK, readable by its owner only. For development: in production the key is in an HSM.
 * Never overwrites. Errors: `UWF-5005` when the file exists or cannot be written.
 */
export async function createKeyFile(path: string): Promise<PrivateSealingKey> {
  const key = await generateSealingKey();
  await writeOwnerOnly(path, `${JSON.stringify(key)}\n`);
  return key;
}

/** Writes a new file that only its owner may read. Never overwrites. Errors: `UWF-5005` when the file exists or cannot be written. */
export async function writeOwnerOnly(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new UwfError('UWF-5005', 'the key file exists or cannot be written', { cause });
  }
}

/** Reads a key file. Errors: `UWF-5005` when it cannot be read, others than its owner may read it, or it holds no sealing key. */
export async function readKeyFile(path: string): Promise<PrivateSealingKey> {
  return parsePrivateKey(await readOwnerOnlyJson(path));
}

/** Reads a file that only its owner may read. Errors: `UWF-5005` when it cannot be read, others than its owner may read it, or it is not JSON. */
export async function readOwnerOnlyJson(path: string): Promise<unknown> {
  return parseKeyText(await readOwnerOnly(path));
}

/** A fresh key pair that lives in memory only. */
export async function generateSealingKey(): Promise<PrivateSealingKey> {
  const { privateKey } = await generateKeyPair(SEALED_KEY_ALGORITHM, { crv: 'P-256', extractable: true });
  return parsePrivateKey(await exportJWK(privateKey));
}

async function readOwnerOnly(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & OTHERS_MASK) === 0) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UwfError('UWF-5005', 'the key file cannot be read', { cause });
  }
  throw new UwfError('UWF-5005', 'the key file may be read by others than its owner: chmod 600');
}

/** The parser's own message would quote the text, which is a key. */
function parseKeyText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UwfError('UWF-5005', 'the key file is not JSON');
  }
}
