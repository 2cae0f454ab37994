import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { PublicPoint } from '#shared/ports/key-service.ts';

/** Bytes of r and of s, and of a coordinate, on P-256. */
const NUMBER_LENGTH = 32;
/** Tags of ASN.1 DER (X.690 §8). */
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** A public key as the service tells it (SubjectPublicKeyInfo, RFC 5480 §2). */
export function fromSpki(der: Uint8Array): PublicPoint {
  const { x = '', y = '' } = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** The same as the service takes it. Errors: `UWF-4000` for a point off the curve, which no key service must be given. */
export function toSpki(point: PublicPoint): Uint8Array {
  return new Uint8Array(publicKeyOf(point).export({ format: 'der', type: 'spki' }));
}

/** Needs no secret, and so no service. */
export function verifyText(point: PublicPoint, text: string, signature: string): boolean {
  return verify('sha256', Buffer.from(text, 'utf8'), { key: publicKeyOf(point), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

/** A signature as the service tells it (ECDSA-Sig-Value, RFC 3279 §2.2.3) as ES256 has it: r and s, 32 bytes each (RFC 7518 §3.4). */
export function fromDerSignature(der: Uint8Array): string {
  const content = element(Buffer.from(der), SEQUENCE);
  const r = element(content.value, INTEGER);
  const s = element(r.rest, INTEGER);
  return Buffer.concat([fixedLength(r.value), fixedLength(s.value)]).toString('base64url');
}

interface Element {
  readonly value: Buffer;
  readonly rest: Buffer;
}

/** The first element of a text in DER. Lengths here need one byte: the whole has at most 72. */
function element(der: Buffer, tag: number): Element {
  const length = der[1] ?? 0;
  assert(der[0] === tag && length < 0x80 && der.length >= 2 + length, 'a signature is DER');
  return { value: der.subarray(2, 2 + length), rest: der.subarray(2 + length) };
}

/** A whole number without its sign byte, filled up from the left. */
function fixedLength(number: Buffer): Buffer {
  const digits = number.subarray(Math.max(0, number.length - NUMBER_LENGTH));
  assert(number.subarray(0, number.length - digits.length).every((byte) => byte === 0), 'a number of a signature is on the curve');
  return Buffer.concat([Buffer.alloc(NUMBER_LENGTH - digits.length), digits]);
}

/** OpenSSL checks that the point is on the curve. */
function publicKeyOf({ x, y }: PublicPoint): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    throw new UwfError('UWF-4000', 'the key is no point of P-256');
  }
}
