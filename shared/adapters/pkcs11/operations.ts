import { createHash, createPublicKey, verify, type KeyObject as PublicKey } from 'node:crypto';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { PublicPoint } from '#shared/ports/key-service.ts';
import * as pkcs11 from './constants.ts';
import type { Handle, Mechanism } from './driver.ts';
import { isDamaged, returnValueOf } from './errors.ts';
import { attribute, SESSION_SECRET } from './key-objects.ts';
import { ignoreFailure } from './library.ts';
import type { Session } from './session-pool.ts';

const WRAPPED_LENGTH = 40;
const MAC_LENGTH = 32;
const SIGNATURE_LENGTH = 64;
const COORDINATE_LENGTH = 32;
const WRAP: Mechanism = { mechanism: pkcs11.CKM_AES_KEY_WRAP };

/** AES key wrap inside of the token (RFC 3394). */
export async function wrapKey(session: Session, kek: Handle, dataKey: Uint8Array): Promise<string> {
  const { cryptoki, handle } = session;
  const value = Buffer.from(dataKey);
  const object = cryptoki.C_CreateObject(handle, [...SESSION_SECRET, { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES }, { type: pkcs11.CKA_VALUE, value }]);
  try {
    return (await cryptoki.C_WrapKeyAsync(handle, WRAP, kek, object, Buffer.alloc(2 * WRAPPED_LENGTH))).toString('base64url');
  } finally {
    value.fill(0);
    ignoreFailure(() => cryptoki.C_DestroyObject(handle, object));
  }
}

/** Undoes {@link wrapKey}. Errors: `UWF-5009` when the integrity check fails. */
export async function unwrapKey(session: Session, kek: Handle, wrapped: string): Promise<Uint8Array> {
  const { cryptoki, handle } = session;
  const bytes = Buffer.from(wrapped, 'base64url');
  if (bytes.length !== WRAPPED_LENGTH) throw notUnwrapped();
  const object = await cryptoki.C_UnwrapKeyAsync(handle, WRAP, kek, bytes, [...SESSION_SECRET, { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES }]).catch((error: unknown) => {
    // Some tokens call a failed integrity check a general error. With a token that is there and has the key, it is one.
    if (isDamaged(error) || (returnValueOf(error) === 'CKR_GENERAL_ERROR' && isUsable(session, kek))) throw notUnwrapped();
    throw error;
  });
  return takeValue(session, object);
}

/** HMAC-SHA-256 inside of the token (RFC 2104). */
export async function macText(session: Session, key: Handle, text: string): Promise<string> {
  // Some tokens sign no empty text.
  assert(text !== '', 'a fingerprint is of a text');
  session.cryptoki.C_SignInit(session.handle, { mechanism: pkcs11.CKM_SHA256_HMAC }, key);
  return (await session.cryptoki.C_SignAsync(session.handle, Buffer.from(text, 'utf8'), Buffer.alloc(MAC_LENGTH))).toString('base64url');
}

/** ES256: the digest is made here, the signature in the token, since not every token has both in one mechanism. */
export async function signText(session: Session, key: Handle, text: string): Promise<string> {
  const digest = createHash('sha256').update(text, 'utf8').digest();
  session.cryptoki.C_SignInit(session.handle, { mechanism: pkcs11.CKM_ECDSA }, key);
  return (await session.cryptoki.C_SignAsync(session.handle, digest, Buffer.alloc(SIGNATURE_LENGTH))).toString('base64url');
}

/** Needs no secret, and so no token. */
export function verifyText(point: PublicPoint, text: string, signature: string): boolean {
  return verify('sha256', Buffer.from(text, 'utf8'), { key: publicKeyOf(point), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

/** ECDH inside of the token; the shared secret comes out. Errors: `UWF-4000` for a point off the curve, which no token must be given. */
export async function agreeSecret(session: Session, key: Handle, point: PublicPoint): Promise<Uint8Array> {
  publicKeyOf(point);
  const { cryptoki, handle } = session;
  const publicData = Buffer.concat([Buffer.from([4]), Buffer.from(point.x, 'base64url'), Buffer.from(point.y, 'base64url')]);
  const mechanism = { mechanism: pkcs11.CKM_ECDH1_DERIVE, parameter: { type: pkcs11.ECDH_PARAMETERS, kdf: pkcs11.CKD_NULL, publicData } };
  const template = [...SESSION_SECRET, { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_GENERIC_SECRET }, { type: pkcs11.CKA_VALUE_LEN, value: COORDINATE_LENGTH }];
  return takeValue(session, await cryptoki.C_DeriveKeyAsync(handle, mechanism, key, template));
}

/** The point of a public key: an uncompressed one in an OCTET STRING (§2.3.3). */
export function publicPointOf(session: Session, publicHalf: Handle): PublicPoint {
  const encoded = attribute(session, publicHalf, pkcs11.CKA_EC_POINT);
  const point = encoded.subarray(encoded.length - 2 * COORDINATE_LENGTH);
  return { kty: 'EC', crv: 'P-256', x: point.subarray(0, COORDINATE_LENGTH).toString('base64url'), y: point.subarray(COORDINATE_LENGTH).toString('base64url') };
}

/** Takes the bytes of an object of the session and removes it. */
function takeValue(session: Session, object: Handle): Uint8Array {
  try {
    const value = attribute(session, object, pkcs11.CKA_VALUE);
    const copy = new Uint8Array(value);
    value.fill(0);
    return copy;
  } finally {
    ignoreFailure(() => session.cryptoki.C_DestroyObject(session.handle, object));
  }
}

function isUsable(session: Session, key: Handle): boolean {
  try {
    return session.isPresent() && attribute(session, key, pkcs11.CKA_ID).length > 0;
  } catch {
    return false;
  }
}

function publicKeyOf({ x, y }: PublicPoint): PublicKey {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    throw new UwfError('UWF-4000', 'the key is no point of P-256');
  }
}

function notUnwrapped(): UwfError {
  return new UwfError('UWF-5009', 'a data key does not unwrap');
}
