import { compactVerify, importJWK, type JWK } from 'jose';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { EnvelopeParts } from '#shared/core/protocol/parse-envelope.ts';
import type { KeyCard, ReleaseKey } from '#shared/core/protocol/ring.ts';
import type { SigningKey } from '#shared/ports/private-keys.ts';

/** The imported form that the cryptography takes. */
export type ImportedPublicKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

/** Signed texts are taken and given as UTF-8; a text that is none is refused, not mended. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Signatures of both algorithms have 64 bytes. */
const SIGNATURE_CHARACTERS = 86;

const IMPORTED_KEYS_MAX = 2_000;

/** Imports public keys once each; a `kid` is the thumbprint of its key, so it never stands for another. */
export function createKeyImporter(): (key: KeyCard | ReleaseKey) => Promise<ImportedPublicKey> {
  const imported = new Map<string, Promise<ImportedPublicKey>>();
  return ({ kid, jwk, alg }) => {
    const known = imported.get(kid);
    if (known !== undefined) return known;
    if (imported.size >= IMPORTED_KEYS_MAX) imported.clear();
    const key = importPublicKey({ ...jwk }, alg);
    imported.set(kid, key);
    return key;
  };
}

/** A compact JWS (RFC 7515 §7.1) with exactly `alg`, `kid` and `typ` in its header. Errors: `UWF-5007`. */
export async function signCompact(request: { readonly typ: string; readonly payload: string; readonly key: SigningKey }): Promise<string> {
  const { typ, payload, key } = request;
  const signed = `${encode(JSON.stringify({ alg: key.alg, kid: key.kid, typ }))}.${encode(payload)}`;
  const signature = await key.sign({ bytes: Buffer.from(signed, 'ascii') });
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

/**
 * Steps 5 and 6 of protocol §5: the algorithm is that of the key, the signature is the key's. The payload as text; one that is not UTF-8 is
 * refused as `payload`.
 */
export async function verifyCompact(parts: EnvelopeParts, record: KeyCard | ReleaseKey, importKey: ReturnType<typeof createKeyImporter>): Promise<Result<string, 'algorithm' | 'signature' | 'payload'>> {
  if (parts.header.alg !== record.alg) return fail('algorithm');
  const payload = parts.signature.length === SIGNATURE_CHARACTERS ? await verify(`${parts.signed}.${parts.signature}`, await importKey(record), record.alg) : undefined;
  if (payload === undefined) return fail('signature');
  const text = decodeUtf8(payload);
  return text === undefined ? fail('payload') : succeed(text);
}

/** The text that UTF-8 bytes are; undefined when they are none. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

async function verify(text: string, key: ImportedPublicKey, alg: string): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(text, key, { algorithms: [alg] })).payload;
  } catch {
    return undefined;
  }
}

/** The ring is signed and was parsed; a point that is not on its curve is all that can still be wrong. */
async function importPublicKey(jwk: JWK, alg: string): Promise<ImportedPublicKey> {
  const key = await importJWK(jwk, alg).catch((cause: unknown) => {
    throw new UwfError('UWF-5007', 'a public key of the ring cannot be used', { cause });
  });
  if (key instanceof Uint8Array) throw new UwfError('UWF-5007', 'a public key of the ring is none');
  return key;
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
