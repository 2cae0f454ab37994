import { constants, createCipheriv, createDecipheriv, createECDH, createPublicKey, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto';

/** An answer of the service. */
export interface VaultAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface StoredKey {
  readonly id: string;
  readonly kty: string;
  readonly created: number;
  readonly enabled: boolean;
  /** Of an asymmetric key. */
  readonly privateKey?: KeyObject;
  /** Of a symmetric one. */
  readonly secret?: Buffer;
}

/** A key that is to be made, or an operation with one, as it was sent. */
type Sent = Readonly<Record<string, unknown>>;

const PAGE_KEYS = 7;
const WRAP_IV = Buffer.alloc(8, 0xa6);
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

/** The answer to what the vault refuses. */
export function refusal(status: number, code: string): VaultAnswer {
  return { status, body: { error: { code, message: `the vault says ${code}, and quotes hunter2` } } };
}

/** Keys of Key Vault as its reference describes them, made and used by Node's OpenSSL. Times are whole seconds, and names are kept once deleted, as there. */
export function createVaultKeys(origin: string, now: () => number) {
  const keys = new Map<string, StoredKey[]>();
  const deleted = new Set<string>();

  const create = (name: string, { kty }: Sent): VaultAnswer => {
    if (deleted.has(name)) return refusal(409, 'Conflict');
    const made: StoredKey = { id: `${origin}/keys/${name}/${randomBytes(16).toString('hex')}`, kty: String(kty), created: Math.floor(now() / 1000), enabled: true, ...newMaterial(String(kty)) };
    keys.set(name, [...(keys.get(name) ?? []), made]);
    return { status: 200, body: bundle(made) };
  };

  const page = (all: readonly unknown[], path: string, skip: number): VaultAnswer => {
    const rest = skip + PAGE_KEYS < all.length ? { nextLink: `${origin}${path}?api-version=7.5&$skiptoken=${String(skip + PAGE_KEYS)}` } : {};
    return { status: 200, body: { value: all.slice(skip, skip + PAGE_KEYS), ...rest } };
  };

  const operate = (stored: StoredKey, operation: string, { alg, value }: Sent): VaultAnswer => {
    if (!stored.enabled) return refusal(403, 'Forbidden');
    const result = resultOf(stored, `${operation} ${String(alg)}`, Buffer.from(String(value), 'base64url'));
    return result === undefined ? refusal(400, 'BadParameter') : { status: 200, body: { kid: stored.id, value: result.toString('base64url') } };
  };

  return {
    create,
    list: (skip: number) => page([...keys].map(([name, versions]) => ({ kid: `${origin}/keys/${name}`, attributes: attributesOf(versions.at(-1)) })), '/keys', skip),
    versions: (name: string, skip: number) => page((keys.get(name) ?? []).map((one) => ({ kid: one.id, attributes: attributesOf(one) })), `/keys/${name}/versions`, skip),
    find: (name: string, version: string): StoredKey | undefined => (version === '' ? keys.get(name)?.at(-1) : keys.get(name)?.find(({ id }) => id.endsWith(`/${version}`))),
    operate,
    bundle,
    remove: (name: string): VaultAnswer => {
      const last = keys.get(name)?.at(-1);
      if (last === undefined) return refusal(404, 'KeyNotFound');
      keys.delete(name);
      deleted.add(name);
      return { status: 200, body: { ...bundle(last), recoveryId: `${origin}/deletedkeys/${name}`, deletedDate: 1, scheduledPurgeDate: 2 } };
    },
    /** What another process did in the very second in which the first key of the name was made, whose own comes before that one. */
    precede: (name: string): void => {
      const [first, ...others] = keys.get(name) ?? [];
      if (first !== undefined) keys.set(name, [first, ...others, { ...first, ...newMaterial(first.kty), id: `${origin}/keys/${name}/${'0'.repeat(32)}` }]);
    },
    /** What an operator does. */
    disable: (name: string): void => void keys.set(name, (keys.get(name) ?? []).map((one) => ({ ...one, enabled: false }))),
    names: (): readonly string[] => [...keys.keys()],
    /** How many keys have been made under a name. */
    count: (name: string): number => keys.get(name)?.length ?? 0,
  };
}

function newMaterial(kty: string): Pick<StoredKey, 'privateKey' | 'secret'> {
  if (kty === 'oct-HSM') return { secret: randomBytes(32) };
  // 1,024 bits where a vault has 3,072: the tests make many, and nothing depends on their length.
  if (kty.startsWith('RSA')) return { privateKey: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey };
  return { privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey };
}

function attributesOf(key: StoredKey | undefined) {
  return { enabled: key?.enabled, created: key?.created, updated: key?.created, recoveryLevel: 'Recoverable' };
}

function bundle(key: StoredKey) {
  const jwk = key.privateKey === undefined ? {} : createPublicKey(key.privateKey).export({ format: 'jwk' });
  return { key: { ...jwk, kid: key.id, kty: key.kty, key_ops: key.kty.startsWith('EC') ? ['sign', 'verify'] : ['wrapKey', 'unwrapKey'] }, attributes: attributesOf(key) };
}

/** Undefined for what the key cannot do, or not with this value. */
function resultOf({ kty, privateKey, secret }: StoredKey, operation: string, value: Buffer): Buffer | undefined {
  try {
    if (secret !== undefined && operation === 'wrapkey A256KW') return through(createCipheriv('id-aes256-wrap', secret, WRAP_IV), value);
    if (secret !== undefined && operation === 'unwrapkey A256KW') return through(createDecipheriv('id-aes256-wrap', secret, WRAP_IV), value);
    if (privateKey === undefined) return undefined;
    if (kty.startsWith('EC')) return operation === 'sign ES256' && value.length === 32 ? signDigest(privateKey, value) : undefined;
    if (operation === 'wrapkey RSA-OAEP-256') return publicEncrypt({ key: createPublicKey(privateKey), ...OAEP }, value);
    return operation === 'unwrapkey RSA-OAEP-256' ? privateDecrypt({ key: privateKey, ...OAEP }, value) : undefined;
  } catch {
    return undefined;
  }
}

function through(cipher: ReturnType<typeof createCipheriv>, value: Buffer): Buffer {
  return Buffer.concat([cipher.update(value), cipher.final()]);
}

/** Order of the group of P-256 (SEC 2 §2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA (FIPS 186-5 §6.4.1) over a digest that was made elsewhere, as r and s: what Node signs it hashes before. */
function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  const secret = numberOf(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const once = numberOf(ecdh.getPrivateKey());
  const r = numberOf(ecdh.getPublicKey().subarray(1, 33)) % ORDER;
  const s = (power(once, ORDER - 2n) * (numberOf(digest) + r * secret)) % ORDER;
  return Buffer.concat([r, s].map((number) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex')));
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** Modulo the order. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let left = exponent, square = base; left > 0n; left >>= 1n, square = (square * square) % ORDER) if ((left & 1n) === 1n) result = (result * square) % ORDER;
  return result;
}
