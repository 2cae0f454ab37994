import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64url, isCanonicalBase64url } from '../kernel/base64url.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import type { MessageType } from './message.ts';
import { BOX_KEY_ALGORITHM, type KeyCard, type KeyRecord, type KeyRing, type PublicJwk, type ReleaseKey } from './ring.ts';
import { parseStrictObject } from './strict-json.ts';

/** Characters of the text of one ring. */
export const RING_CHARACTERS_MAX = 1_000_000;
const RING_KEYS_MAX = 1_000;
const RING_REVOKED_MAX = 10_000;
const RING_RELEASE_KEYS_MAX = 16;

/** What a ring is refused for; says nothing of its content. */
export type RingFault = 'not JSON' | 'not a ring of version 1' | 'a key is malformed' | 'two keys have the same kid';

/** Reads the payload of a signed ring. Strict: exact members everywhere, every `kid` the thumbprint of its key, nothing private, no key twice. */
export function parseRing(text: string): Result<KeyRing, RingFault> {
  const ring = text.length > RING_CHARACTERS_MAX ? undefined : parseStrictObject(text);
  if (ring === undefined) return fail('not JSON');
  const { v, version, at, release, keys, revoked } = ring;
  if (!hasMembers(ring, ['v', 'version', 'at', 'release', 'keys', 'revoked']) || v !== 1 || !isTime(version) || version < 1 || !isTime(at)) return fail('not a ring of version 1');
  const records = readList(keys, RING_KEYS_MAX, parseKeyRecord);
  const releaseKeys = readList(release, RING_RELEASE_KEYS_MAX, parseReleaseKey);
  const revokedKids = readList(revoked, RING_REVOKED_MAX, (value) => (isThumbprint(value) ? value : undefined));
  if (records === undefined || releaseKeys === undefined || releaseKeys.length === 0 || revokedKids === undefined) return fail('a key is malformed');
  const kids = [...records, ...releaseKeys].map(({ kid }) => kid);
  return new Set(kids).size === kids.length ? succeed({ v, version, at, release: releaseKeys, keys: records, revoked: revokedKids }) : fail('two keys have the same kid');
}

/** Reads a key that its owner hands over; undefined when it is not exactly one. */
export function parseKeyCard(value: JsonValue): KeyCard | undefined {
  if (!isJsonObject(value) || !hasMembers(value, ['kid', 'jwk', 'alg', 'use', 'iss', 'may'], 'tid')) return undefined;
  return readCard(value);
}

/** Reads one key that signs rings and manifests; undefined when it is not exactly one. */
export function parseReleaseKey(value: JsonValue): ReleaseKey | undefined {
  if (!isJsonObject(value) || !hasMembers(value, ['kid', 'jwk', 'alg'])) return undefined;
  const jwk = parsePublicJwk(value['jwk']);
  const { kid, alg } = value;
  return jwk !== undefined && kid === jwkThumbprint(jwk) && (alg === 'ES256' || alg === 'Ed25519') && fitsKey(alg, jwk) ? { kid, alg, jwk } : undefined;
}

/** SHA-256 thumbprint (RFC 7638 §3), base64url. */
export function jwkThumbprint(jwk: PublicJwk): string {
  return encodeBase64url(sha256(utf8ToBytes(canonicalJson(jwk))));
}

/** A public key of the kinds that are used here, without anything private; undefined for all else. */
export function parsePublicJwk(value: JsonValue | undefined): PublicJwk | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kty, crv, x, y } = value;
  if (kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y)) return hasMembers(value, ['kty', 'crv', 'x', 'y']) ? { kty, crv, x, y } : undefined;
  return kty === 'OKP' && crv === 'Ed25519' && isCoordinate(x) && hasMembers(value, ['kty', 'crv', 'x']) ? { kty, crv, x } : undefined;
}

/** Every type of message; a type that is added to the model does not compile until it stands here. */
const TYPES = {
  run: 'run', cancel: 'cancel', result: 'result', stale: 'stale', refused: 'refused', beat: 'beat', hello: 'hello', credit: 'credit', manifest: 'manifest',
} as const satisfies { readonly [Type in MessageType]: Type };

const NAME = /^[\u0021-\u007e]{1,128}$/u;
const COORDINATE_CHARACTERS = 43;

function parseKeyRecord(value: JsonValue): KeyRecord | undefined {
  if (!isJsonObject(value) || !hasMembers(value, ['kid', 'jwk', 'alg', 'use', 'iss', 'may', 'nbf', 'exp'], 'tid')) return undefined;
  const card = readCard(value);
  const { nbf, exp } = value;
  return card !== undefined && isTime(nbf) && isTime(exp) && nbf < exp ? { ...card, nbf, exp } : undefined;
}

function readCard({ kid, jwk, alg, use, iss, tid, may }: JsonObject): KeyCard | undefined {
  const key = parsePublicJwk(jwk);
  const types = readTypes(may);
  if (key === undefined || types === undefined || kid !== jwkThumbprint(key) || !isName(iss) || !(tid === undefined || isName(tid))) return undefined;
  const owner = { iss, ...(tid === undefined ? {} : { tid }) };
  if (use === 'enc') return alg === BOX_KEY_ALGORITHM && key.kty === 'EC' && types.length === 0 ? { kid, jwk: key, alg, use, ...owner, may: types } : undefined;
  const isSigner = use === 'sig' && (alg === 'ES256' || alg === 'Ed25519') && fitsKey(alg, key) && types.length > 0;
  return isSigner ? { kid, jwk: key, alg, use, ...owner, may: types } : undefined;
}

function readTypes(value: JsonValue | undefined): readonly MessageType[] | undefined {
  const types = readList(value, Object.keys(TYPES).length, (type) => Object.values(TYPES).find((known) => known === type));
  return types === undefined || new Set(types).size < types.length ? undefined : types;
}

function fitsKey(alg: 'ES256' | 'Ed25519', jwk: PublicJwk): boolean {
  return alg === 'ES256' ? jwk.kty === 'EC' : jwk.kty === 'OKP';
}

function readList<T>(value: JsonValue | undefined, max: number, read: (item: JsonValue) => T | undefined): readonly T[] | undefined {
  if (!isJsonArray(value) || value.length > max) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

function hasMembers(object: JsonObject, names: readonly string[], optional?: string): boolean {
  const given = Object.keys(object).filter((name) => name !== optional);
  return given.length === names.length && names.every((name) => Object.hasOwn(object, name));
}

function isTime(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && NAME.test(value);
}

function isCoordinate(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.length === COORDINATE_CHARACTERS && isCanonicalBase64url(value);
}

/** Thumbprints and coordinates are both 32 bytes. */
function isThumbprint(value: JsonValue): value is string {
  return isCoordinate(value);
}
