import { CompactEncrypt, compactDecrypt, importJWK, type CompactJWEHeaderParameters } from 'jose';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { fail, succeed } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { splitEnvelope } from '#shared/core/protocol/parse-envelope.ts';
import { jwkThumbprint, parsePublicJwk, parseReleaseKey } from '#shared/core/protocol/ring-parse.ts';
import { BOX_CONTENT_ALGORITHM, BOX_KEY_ALGORITHM, type PublicJwk, type ReleaseKey } from '#shared/core/protocol/ring.ts';
import { TRANSFER_MANIFEST_CHARACTERS_MAX } from '#shared/core/transfer/limits.ts';
import type { ChunkOpener, ChunkPlace, ChunkSealer, TransferSigner, TransferVerifier } from '#shared/ports/transfer-cipher.ts';
import { createKeyImporter, signCompact, verifyCompact } from './envelope-signature.ts';
import { readOwnerOnlyJson, writeOwnerOnly } from './key-file.ts';
import { formatPrivateJwk, generatePrivateKey, parsePrivateJwk, toSigningKey, type PrivateKeyFile } from './signing-key.ts';

const CHUNK_TYPE = 'uwf-transfer-chunk';
const MANIFEST_TYPE = 'uwf-transfer';
const SIGNING_ALGORITHM = 'ES256';

/** What a key of a transfer is for: the sender signs, the recipient opens. */
export type TransferKeyUse = 'sign' | 'encrypt';

/** Makes a key, writes its private part into a file for its owner only, and gives the public part as a JWK (RFC 7517). Never overwrites. Errors: `UWF-5005`. */
export async function createTransferKey(path: string, use: TransferKeyUse): Promise<Readonly<Record<string, string>>> {
  const key = generatePrivateKey(use === 'sign' ? SIGNING_ALGORITHM : BOX_KEY_ALGORITHM);
  await writeOwnerOnly(path, formatPrivateJwk(key));
  return { ...key.jwk, kid: key.kid, alg: key.alg, use: use === 'sign' ? 'sig' : 'enc' };
}

/** The sender's key of a file. Errors: `UWF-5005` when it is none, or others may read it. */
export async function openTransferSigner(path: string): Promise<TransferSigner> {
  const key = await readKey(path, SIGNING_ALGORITHM);
  const signing = toSigningKey({ ...key, alg: SIGNING_ALGORITHM });
  return { sender: key.kid, sign: (payload) => signCompact({ typ: MANIFEST_TYPE, payload, key: signing }) };
}

/** Verifies by public keys (JWKs, or sets of them). Errors: `UWF-5005` when one is none. */
export function createTransferVerifier(documents: readonly unknown[]): TransferVerifier {
  const keys = new Map(documents.flatMap(keysOf).map((value) => toSenderKey(value)).map((key) => [key.kid, key]));
  const importKey = createKeyImporter();
  return {
    verify: async (manifest) => {
      const parts = splitEnvelope(manifest, TRANSFER_MANIFEST_CHARACTERS_MAX);
      if (!parts.ok || parts.value.header.typ !== MANIFEST_TYPE) return fail('malformed');
      const key = keys.get(parts.value.header.kid);
      if (key === undefined) return fail('unknown-sender');
      const text = await verifyCompact(parts.value, key, importKey);
      return text.ok ? succeed({ text: text.value, sender: key.kid }) : fail('signature');
    },
  };
}

/** Encrypts to the recipient of a public JWK. Errors: `UWF-5005` when it is none. */
export async function createChunkSealer(document: unknown): Promise<ChunkSealer> {
  const jwk = publicPart(document, BOX_KEY_ALGORITHM);
  const key = await importJWK({ ...jwk }, BOX_KEY_ALGORITHM);
  const recipient = jwkThumbprint(jwk);
  return {
    recipient,
    seal: ({ set, number, bytes }) => new CompactEncrypt(bytes).setProtectedHeader({ alg: BOX_KEY_ALGORITHM, enc: BOX_CONTENT_ALGORITHM, kid: recipient, typ: CHUNK_TYPE, set, number }).encrypt(key),
  };
}

/** Opens with the recipient's keys of some files. Errors: `UWF-5005` when one is none, or others may read it. */
export async function openChunkOpener(paths: readonly string[]): Promise<ChunkOpener> {
  const keys = new Map<string, Awaited<ReturnType<typeof importJWK>>>();
  for (const path of paths) {
    const { kid, jwk, d } = await readKey(path, BOX_KEY_ALGORITHM);
    keys.set(kid, await importJWK({ ...jwk, d }, BOX_KEY_ALGORITHM));
  }
  return { recipients: new Set(keys.keys()), open: (request) => openChunk(keys, request) };
}

type OpeningKeys = ReadonlyMap<string, Awaited<ReturnType<typeof importJWK>>>;

/** The header is authenticated together with the content, so what it says of its place was said by who encrypted. */
async function openChunk(keys: OpeningKeys, { set, number, text }: ChunkPlace & { readonly text: string }): Promise<Uint8Array | undefined> {
  const keyOf = ({ kid }: CompactJWEHeaderParameters): Awaited<ReturnType<typeof importJWK>> => {
    const key = kid === undefined ? undefined : keys.get(kid);
    if (key === undefined) throw new UwfError('UWF-4228', 'a chunk is encrypted to another recipient');
    return key;
  };
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(text, keyOf, { keyManagementAlgorithms: [BOX_KEY_ALGORITHM], contentEncryptionAlgorithms: [BOX_CONTENT_ALGORITHM] });
    const isItsPlace = protectedHeader['typ'] === CHUNK_TYPE && protectedHeader['set'] === set && protectedHeader['number'] === number;
    return isItsPlace ? plaintext : undefined;
  } catch {
    // Why it does not open is nobody's business who could have changed it.
    return undefined;
  }
}

async function readKey(path: string, alg: PrivateKeyFile['alg']): Promise<PrivateKeyFile> {
  const key = parsePrivateJwk(await readOwnerOnlyJson(path));
  if (key.alg !== alg) throw new UwfError('UWF-5005', `the key is for ${key.alg}, not for ${alg}`);
  return key;
}

function keysOf(document: unknown): readonly unknown[] {
  const set: unknown = isJsonObject(document) ? document['keys'] : undefined;
  return Array.isArray(set) ? set : [document];
}

function toSenderKey(document: unknown): ReleaseKey {
  const jwk = publicPart(document, SIGNING_ALGORITHM);
  const key = parseReleaseKey({ kid: jwkThumbprint(jwk), alg: SIGNING_ALGORITHM, jwk: { ...jwk } });
  if (key === undefined) throw new UwfError('UWF-5005', 'a public key of a sender is none');
  return key;
}

/** The public part of a JWK, member by member. A private one is refused: where a public one is asked for, it lies in the wrong place. */
function publicPart(document: unknown, expected: string): PublicJwk {
  const { kty, crv, x, y, d, alg, kid } = isJsonObject(document) ? document : {};
  const jwk = parsePublicJwk({ kty: kty ?? null, crv: crv ?? null, x: x ?? null, y: y ?? null });
  if (d !== undefined) throw new UwfError('UWF-5005', 'a private key was given where a public one is asked for');
  if (jwk === undefined || jwk.kty !== 'EC' || (alg !== undefined && alg !== expected)) throw new UwfError('UWF-5005', `not a public key for ${expected} (EC P-256)`);
  if (kid !== undefined && kid !== jwkThumbprint(jwk)) throw new UwfError('UWF-5005', 'the kid of a public key is not its thumbprint');
  return jwk;
}
