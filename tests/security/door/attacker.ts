import { createHmac, createPublicKey } from 'node:crypto';
import { CompactEncrypt, importJWK, type CompactJWEHeaderParameters } from 'jose';
import { CLOUD_MAY, createEnvelopeReader, createEnvelopeWriter, isSigningKey, toSigningKey, type PrivateKeyFile } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { boxContext } from '#shared/core/protocol/box-context.ts';
import { recordKeyOf } from '#shared/core/protocol/check-claims.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import type { SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import type { EnvelopeReader, EnvelopeWriter, OpenedEnvelope, ReadEnvelope, RejectedEnvelope } from '#shared/ports/envelope.ts';
import { createDoorParties, heldKeys, NOW, SITE, TENANT, type DoorParties } from '#tests/support/door-parties.ts';

/** A site that reads commands, with every key that an attacker could have got hold of. */
export interface AttackedSite {
  readonly parties: DoorParties;
  readonly cloudSigner: PrivateKeyFile;
  readonly siteSigner: PrivateKeyFile;
  readonly writer: EnvelopeWriter;
  readonly reader: EnvelopeReader;
  read(claims: MessageClaims, text: string, more?: Partial<ReadEnvelope>): Promise<OpenedEnvelope | RejectedEnvelope>;
}

export function openSite(algorithm: SigningAlgorithm): AttackedSite {
  const parties = createDoorParties(algorithm);
  const source = { current: async () => parties.ring };
  const writer = createEnvelopeWriter({ ring: source, keys: heldKeys(parties.cloud), clock: createManualClock(NOW) });
  const reader = createEnvelopeReader({ ring: source, keys: heldKeys(parties.site), role: { names: [SITE], tenant: TENANT, accepts: CLOUD_MAY } });
  const read: AttackedSite['read'] = (claims, text, more = {}) => reader.read({ text, topic: claims.top, key: recordKeyOf(claims), now: NOW, seen: async () => undefined, ...more });
  return { parties, cloudSigner: parties.cloud.filter(isSigningKey)[0] ?? fail(), siteSigner: parties.site.filter(isSigningKey)[0] ?? fail(), writer, reader, read };
}

function fail(): never {
  throw new TypeError('the parties have signing keys');
}

export const encode = (value: string | object): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8').toString('base64url');

/** A compact JWS with a header and a payload of the attacker's choice, signed by a key that the attacker has. */
export async function signAnything(key: PrivateKeyFile, header: object, payload: string | object): Promise<string> {
  if (!isSigningKey(key)) fail();
  const signed = `${encode(header)}.${encode(payload)}`;
  const signature = await toSigningKey(key).sign({ bytes: Buffer.from(signed, 'ascii') });
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

/** A header as it should be. */
export function headerOf(key: PrivateKeyFile, claims: MessageClaims): { readonly alg: string; readonly kid: string; readonly typ: string } {
  return { alg: key.alg, kid: key.kid, typ: claims.typ };
}

/** Signed with the public key of the ring as if it were a shared secret. */
export function signByHash(key: PrivateKeyFile, claims: MessageClaims): string {
  const pem = createPublicKey({ key: { ...key.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const signed = `${encode({ ...headerOf(key, claims), alg: 'HS256' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
}

/** A box with a header of the attacker's choice, encrypted to a key of the attacker's choice. */
export async function boxFor(recipient: PrivateKeyFile, claims: MessageClaims, more: { readonly header?: object; readonly plaintext?: string | Uint8Array } = {}): Promise<string> {
  const { header = {}, plaintext = '{"arguments":1}' } = more;
  const protectedHeader: CompactJWEHeaderParameters = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: recipient.kid, ctx: boxContext(claims), ...header };
  const key = await importJWK({ ...recipient.jwk }, protectedHeader.alg);
  return new CompactEncrypt(typeof plaintext === 'string' ? new TextEncoder().encode(plaintext) : plaintext).setProtectedHeader(protectedHeader).encrypt(key);
}

/** A small generator, so that a failure can be repeated. */
export function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
