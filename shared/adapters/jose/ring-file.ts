import { open, readFile, rename } from 'node:fs/promises';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { splitEnvelope } from '#shared/core/protocol/parse-envelope.ts';
import { formatRing } from '#shared/core/protocol/ring-change.ts';
import { parseReleaseKey, parseRing, RING_CHARACTERS_MAX } from '#shared/core/protocol/ring-parse.ts';
import type { KeyRing, ReleaseKey } from '#shared/core/protocol/ring.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';
import type { SigningKey } from '#shared/ports/private-keys.ts';
import { createKeyImporter, signCompact, verifyCompact } from './envelope-signature.ts';
import { readPrivateKeys } from './signing-key-folder.ts';
import { isSigningKey, toSigningKey } from './signing-key.ts';

/** `typ` of a signed ring: it can be taken for no message, and no message for it. */
const RING_TYPE = 'uwf-ring';
/** The text of a ring, encoded twice. */
const RING_FILE_CHARACTERS_MAX = 2 * RING_CHARACTERS_MAX;

/** Why the text of a ring file is not accepted; says nothing of its content. */
export type RingRefusal = 'malformed' | 'not signed by a release key that is pinned' | 'signature' | 'not a valid ring';

/**
 * Reads the text of a ring file and verifies it: the release key that it names must be one of `pins` (thumbprints, from configuration), which is
 * the only thing that is believed beforehand.
 */
export async function verifyRing(text: string, pins: readonly string[]): Promise<Result<KeyRing, RingRefusal>> {
  const file = text.length > RING_FILE_CHARACTERS_MAX ? undefined : parseStrictObject(text);
  const release = file?.['release'] === undefined ? undefined : parseReleaseKey(file['release']);
  const parts = typeof file?.['ring'] === 'string' ? splitEnvelope(file['ring'], RING_FILE_CHARACTERS_MAX) : undefined;
  if (file === undefined || Object.keys(file).length !== 2 || release === undefined || parts?.ok !== true || parts.value.header.typ !== RING_TYPE) return fail('malformed');
  if (!pins.includes(release.kid) || parts.value.header.kid !== release.kid) return fail('not signed by a release key that is pinned');
  const payload = await verifyCompact(parts.value, release, createKeyImporter()).catch(() => fail('signature' as const));
  if (!payload.ok) return fail('signature');
  const ring = parseRing(payload.value);
  return ring.ok && ring.value.release.some(({ kid }) => kid === release.kid) ? succeed(ring.value) : fail('not a valid ring');
}

/** The text of a ring file. Errors: `UWF-5007` when the release key cannot sign. */
export async function signRing(ring: KeyRing, release: ReleaseSigner): Promise<string> {
  const jws = await signCompact({ typ: RING_TYPE, payload: formatRing(ring), key: release.key });
  return `${JSON.stringify({ release: release.record, ring: jws }, null, 2)}\n`;
}

/** A release key with its private half, wherever that is. */
export interface ReleaseSigner {
  readonly record: ReleaseKey;
  readonly key: SigningKey;
}

/** The release key of a folder. Errors: `UWF-5005` when it holds none, or several. */
export async function readReleaseKey(folder: string): Promise<ReleaseSigner> {
  const keys = (await readPrivateKeys(folder)).filter(isSigningKey);
  const [key] = keys;
  if (key === undefined || keys.length > 1) throw new UwfError('UWF-5005', `the folder of the release key must hold one signing key, and holds ${keys.length}`);
  return { record: { kid: key.kid, alg: key.alg, jwk: key.jwk }, key: toSigningKey(key) };
}

/** Reads a ring file and verifies it. Errors: `UWF-5005` when it cannot be read or does not verify. */
export async function readRingFile(path: string, pins: readonly string[]): Promise<KeyRing> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UwfError('UWF-5005', 'the key ring cannot be read', { cause });
  });
  return readRingText(text, pins);
}

/** Verifies the text of a ring file. Errors: `UWF-5005` when it does not verify. */
export async function readRingText(text: string, pins: readonly string[]): Promise<KeyRing> {
  const ring = await verifyRing(text, pins);
  if (!ring.ok) throw new UwfError('UWF-5005', `the key ring is not accepted (${ring.error})`);
  return ring.value;
}

/** Puts a ring in its place: whole or not at all, so that nobody reads half of one. It is public. Errors: `UWF-5005`. */
export async function writeRingFile(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  try {
    const file = await open(draft, 'w', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    throw new UwfError('UWF-5005', 'the key ring cannot be written', { cause });
  }
}

/** The keys that a file of cards or one card holds, as values to be parsed. Errors: `UWF-5005`. */
export async function readCardFile(path: string): Promise<readonly JsonValue[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UwfError('UWF-5005', 'a file of key cards cannot be read', { cause });
  });
  const value = parseStrictObject(`{"cards":${text}}`)?.['cards'];
  if (Array.isArray(value)) return value;
  if (isJsonObject(value)) return [value];
  throw new UwfError('UWF-5005', 'a file of key cards is one card or an array of them');
}
