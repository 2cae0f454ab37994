import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { SEALED_KEY_ALGORITHM } from '#shared/core/tier/sealed.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';

/** A public sealing key of the bank as it stands in a JWK Set (RFC 7517 §5). */
export interface PublicSealingKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly alg: typeof SEALED_KEY_ALGORITHM;
  readonly use: 'enc';
}

/** A sealing key with its private part: exists only in the on-prem zone. */
export interface PrivateSealingKey extends PublicSealingKey {
  readonly d: string;
}

export interface PublicKeySet {
  readonly keys: readonly PublicSealingKey[];
}

/** The imported form that the cryptography takes. */
export type ImportedKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

/** The JWK Set to publish: public parts only, member by member, so that nothing private can slip through. */
export function toPublicKeySet(keys: readonly PrivateSealingKey[]): PublicKeySet {
  return { keys: keys.map(({ kty, crv, x, y, kid, alg, use }) => ({ kty, crv, x, y, kid, alg, use })) };
}

/**
 * The sealing keys of a JWK Set; keys for other uses are passed over.
 * Errors: `UWF-5005` when the set has none, or when a `kid` is not the key's thumbprint (RFC 7638).
 */
export async function parsePublicKeySet(value: unknown): Promise<readonly PublicSealingKey[]> {
  const keys = isJsonObject(value) && isJsonArray(value['keys']) ? value['keys'].filter(isJsonObject).filter(isSealingKey) : [];
  if (keys.length === 0) throw new UwfError('UWF-5005', 'the key set holds no key for sealing (EC P-256, use enc)');
  return Promise.all(keys.map(parsePublicKey));
}

/** Parses one private key. Errors: `UWF-5005` when it is not an EC P-256 key with its private part and its thumbprint as `kid`. */
export async function parsePrivateKey(value: unknown): Promise<PrivateSealingKey> {
  if (!isJsonObject(value) || !isSealingKey(value) || typeof value['d'] !== 'string') {
    throw new UwfError('UWF-5005', 'not a private sealing key (EC P-256, use enc)');
  }
  return { ...(await parsePublicKey(value)), d: value['d'] };
}

export async function importSealingKey(key: PublicSealingKey): Promise<ImportedKey> {
  const jwk: JWK = { ...key };
  const imported = await importJWK(jwk, SEALED_KEY_ALGORITHM);
  if (imported instanceof Uint8Array) throw new UwfError('UWF-5005', 'a sealing key is an asymmetric key');
  return imported;
}

function isSealingKey(key: JsonObject): boolean {
  return key['kty'] === 'EC' && key['crv'] === 'P-256' && (key['use'] === undefined || key['use'] === 'enc') && (key['alg'] === undefined || key['alg'] === SEALED_KEY_ALGORITHM);
}

async function parsePublicKey(key: JsonObject): Promise<PublicSealingKey> {
  const { x, y } = key;
  if (typeof x !== 'string' || typeof y !== 'string') throw new UwfError('UWF-5005', 'a sealing key lacks its coordinates');
  const kid = await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y });
  if (key['kid'] !== undefined && key['kid'] !== kid) throw new UwfError('UWF-5005', 'the kid of a sealing key is not its thumbprint');
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: SEALED_KEY_ALGORITHM, use: 'enc' };
}
