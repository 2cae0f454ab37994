import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { jwkThumbprint, parsePublicJwk } from '#shared/core/protocol/ring-parse.ts';
import { BOX_CONTENT_ALGORITHM, BOX_KEY_ALGORITHM, type PublicJwk, type SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import type { OpeningKey, SigningKey } from '#shared/ports/private-keys.ts';

/** A private key as it lies in its file. Its members are never written anywhere else. */
export interface PrivateKeyFile {
  readonly kid: string;
  readonly alg: SigningAlgorithm | typeof BOX_KEY_ALGORITHM;
  readonly jwk: PublicJwk;
  readonly d: string;
}

/** A fresh pair of keys for an algorithm. Never one whose thumbprint begins with a hyphen: people give it to commands, which would take it for an option. */
export function generatePrivateKey(alg: PrivateKeyFile['alg']): PrivateKeyFile {
  for (;;) {
    const { privateKey } = alg === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = parsePrivateJwk({ ...privateKey.export({ format: 'jwk' }), alg });
    if (!key.kid.startsWith('-')) return key;
  }
}

/** Reads what a key file holds. Errors: `UWF-5005` when it is not a private key of a kind that is used here, whole and by its right name. */
export function parsePrivateJwk(value: unknown): PrivateKeyFile {
  const key = readPrivateJwk(value);
  if (key === undefined || !isPair(key)) throw new UwfError('UWF-5005', 'a key file holds no private key for messages (ES256, Ed25519 or ECDH-ES+A256KW)');
  return key;
}

/** What is written into a key file: a JWK (RFC 7517). Private. */
export function formatPrivateJwk({ kid, alg, jwk, d }: PrivateKeyFile): string {
  return `${JSON.stringify({ ...jwk, d, kid, alg, use: alg === BOX_KEY_ALGORITHM ? 'enc' : 'sig' })}\n`;
}

/** A key of this process as a signer. Deterministic for Ed25519 only: what is signed twice by ES256 has two signatures. */
export function toSigningKey(key: PrivateKeyFile & { readonly alg: SigningAlgorithm }): SigningKey {
  const { kid, alg } = key;
  const privateKey = toKeyObject(key);
  return { kid, alg, sign: async ({ bytes }) => sign(alg === 'ES256' ? 'sha256' : null, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }) };
}

/** A key of this process as an opener of boxes. */
export function toOpeningKey(key: PrivateKeyFile): OpeningKey {
  const privateKey = toKeyObject(key);
  const algorithms = { keyManagementAlgorithms: [BOX_KEY_ALGORITHM], contentEncryptionAlgorithms: [BOX_CONTENT_ALGORITHM] };
  const decrypt = async (box: string): Promise<Uint8Array> => (await compactDecrypt(box, privateKey, algorithms)).plaintext;
  return { kid: key.kid, open: ({ box }) => decrypt(box).catch(() => undefined) };
}

/** True for a key that signs. */
export function isSigningKey(key: PrivateKeyFile): key is PrivateKeyFile & { readonly alg: SigningAlgorithm } {
  return key.alg !== BOX_KEY_ALGORITHM;
}

function readPrivateJwk(value: unknown): PrivateKeyFile | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kty, crv, x, y, d, alg, kid } = value;
  const jwk = parsePublicJwk(y === undefined ? without({ kty, crv, x }) : without({ kty, crv, x, y }));
  if (jwk === undefined || typeof d !== 'string' || (alg !== 'ES256' && alg !== 'Ed25519' && alg !== BOX_KEY_ALGORITHM)) return undefined;
  const thumbprint = jwkThumbprint(jwk);
  const isNamed = kid === undefined || kid === thumbprint;
  return isNamed && (alg === 'Ed25519') === (jwk.kty === 'OKP') ? { kid: thumbprint, alg, jwk, d } : undefined;
}

function without(members: { readonly [name: string]: JsonValue | undefined }): JsonValue {
  return Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** The private part belongs to the public one: what the one signs, the other verifies. A JWK is imported without that being looked at. */
function isPair(key: PrivateKeyFile): boolean {
  const probe = Buffer.from('probe');
  const digest = key.jwk.kty === 'EC' ? 'sha256' : null;
  try {
    return verify(digest, probe, createPublicKey({ key: { ...key.jwk }, format: 'jwk' }), sign(digest, probe, toKeyObject(key)));
  } catch {
    return false;
  }
}

function toKeyObject({ jwk, d }: PrivateKeyFile): KeyObject {
  const key: JsonWebKey = { ...jwk, d };
  return createPrivateKey({ key, format: 'jwk' });
}
