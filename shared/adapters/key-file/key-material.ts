import { createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyUse, PublicPoint } from '#shared/ports/key-service.ts';

/** One version of a key as it is read from its file; wiped after each use. */
export type KeyMaterial = { readonly use: 'wrap' | 'mac'; readonly secret: Uint8Array } | { readonly use: 'sign' | 'agree'; readonly privateKey: KeyObject };

const SECRET_LENGTH = 32;
const WRAPPED_LENGTH = 40;
/** RFC 3394 §2.2.3.1. */
const WRAP_IV = Buffer.alloc(8, 0xa6);
const WRAP_ALGORITHM = 'id-aes256-wrap';

/** The content of the file of a new version. */
export function newKeyText(use: KeyUse): string {
  if (use === 'wrap' || use === 'mac') return JSON.stringify({ use, key: randomBytes(SECRET_LENGTH).toString('base64url') });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify({ use, key: privateKey.export({ format: 'jwk' }) });
}

/** Reads the content of a file. Errors: `UWF-5005`; nothing of the content is quoted. */
export function parseKeyText(text: string): KeyMaterial {
  const content = parseObject(text);
  const use = content?.['use'];
  const key = content?.['key'];
  if ((use === 'wrap' || use === 'mac') && typeof key === 'string') return { use, secret: parseSecret(key) };
  if ((use === 'sign' || use === 'agree') && isJsonObject(key)) return { use, privateKey: parsePrivateKey(key) };
  throw new UwfError('UWF-5005', 'the file of a key does not hold one');
}

/** AES key wrap with a key of 256 bits (RFC 3394). */
export function wrapKey(secret: Uint8Array, dataKey: Uint8Array): string {
  const cipher = createCipheriv(WRAP_ALGORITHM, secret, WRAP_IV);
  return Buffer.concat([cipher.update(dataKey), cipher.final()]).toString('base64url');
}

/** Undoes {@link wrapKey}; undefined when the integrity check fails. */
export function unwrapKey(secret: Uint8Array, wrapped: string): Uint8Array | undefined {
  const bytes = Buffer.from(wrapped, 'base64url');
  if (bytes.length !== WRAPPED_LENGTH) return undefined;
  try {
    const decipher = createDecipheriv(WRAP_ALGORITHM, secret, WRAP_IV);
    return new Uint8Array(Buffer.concat([decipher.update(bytes), decipher.final()]));
  } catch {
    return undefined;
  }
}

export function macText(secret: Uint8Array, text: string): string {
  assert(text !== '', 'a fingerprint is of a text');
  return createHmac('sha256', secret).update(text, 'utf8').digest('base64url');
}

/** ES256: the signature is r and s, 32 bytes each (RFC 7518 §3.4). */
export function signText(privateKey: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text, 'utf8'), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

export function verifyText(point: PublicPoint, text: string, signature: string): boolean {
  return verify('sha256', Buffer.from(text, 'utf8'), { key: publicKeyOf(point), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

/** Errors: `UWF-4000` when the other side's key is no point of the curve. */
export function agreeSecret(privateKey: KeyObject, point: PublicPoint): Uint8Array {
  return new Uint8Array(diffieHellman({ privateKey, publicKey: publicKeyOf(point) }));
}

export function publicPointOf(privateKey: KeyObject): PublicPoint {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** OpenSSL checks that the point is on the curve. */
function publicKeyOf({ x, y }: PublicPoint): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    throw new UwfError('UWF-4000', 'the key is no point of P-256');
  }
}

function parseSecret(text: string): Uint8Array {
  const secret = new Uint8Array(Buffer.from(text, 'base64url'));
  if (secret.length !== SECRET_LENGTH) throw new UwfError('UWF-5005', 'the file of a key does not hold one');
  return secret;
}

function parsePrivateKey(key: object): KeyObject {
  try {
    return createPrivateKey({ key: key as JsonWebKey, format: 'jwk' });
  } catch {
    throw new UwfError('UWF-5005', 'the file of a key does not hold one');
  }
}

/** The parser's own message would quote the key. */
function parseObject(text: string): { readonly [member: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
