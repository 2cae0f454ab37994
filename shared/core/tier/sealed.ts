import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { decodeBase64url, isCanonicalBase64url } from '../kernel/base64url.ts';

/**
 * What a sealed value is on the wire: this prefix, then a JWE in compact form (RFC 7516 §7.1). The prefix makes it
 * recognisable wherever a string may stand; what follows is opaque to every zone without the bank's private key.
 */
export const SEALED_PREFIX = 'uwf-sealed:1:';

/** `typ` of the protected header (RFC 7516 §4.1.11). */
export const SEALED_TYPE = 'uwf-sealed';
/** Key management (RFC 7518 §4.6). */
export const SEALED_KEY_ALGORITHM = 'ECDH-ES+A256KW';
/** Content encryption (RFC 7518 §5.3). */
export const SEALED_CONTENT_ALGORITHM = 'A256GCM';

/** Bytes of the JSON text of one plain value before padding. */
export const SEALED_PLAIN_BYTES_MAX = 16_384;
/** The plaintext is padded with spaces to a multiple of this, so that its length tells little. */
export const SEALED_PADDING_BYTES = 64;
/** Characters of the base64url form of the protected header. */
export const SEALED_HEADER_CHARACTERS_MAX = 4_096;
/** Characters of a whole sealed value: prefix, header, wrapped key, IV, ciphertext, tag. */
export const SEALED_CHARACTERS_MAX = 26_100;

/** Protected header of a sealed value: where the value belongs and who sealed it. Authenticated only once the value is opened. */
export interface SealedHeader {
  /** RFC 7638 thumbprint of the bank's key. */
  readonly kid: string;
  /** Tenant. */
  readonly tid: string;
  /** `namespace/name` of the definition. */
  readonly def: string;
  /** Origin: pointer of the schema node of an input field, or of the task whose result it is. */
  readonly ptr: string;
  /** Who sealed. */
  readonly sub: string;
  /** Execution of a result; absent on input. */
  readonly exe?: string;
  /** Epoch seconds. */
  readonly iat: number;
  readonly jti: string;
}

/**
 * Why a text is not an acceptable sealed value: `prefix` it does not start as one · `size` it is too long · `form` not five parts of the
 * right lengths · `encoding` a part is not canonical base64url (RFC 4648 §3.5, §5) · `header` the protected header is not exactly ours.
 */
export type SealedFault = 'prefix' | 'size' | 'form' | 'encoding' | 'header';

/** True for a string that claims to be a sealed value; whether it is one, {@link readSealedHeader} tells. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(SEALED_PREFIX);
}

/** The compact JWE of a sealed value, without our prefix. */
export function sealedToJwe(sealed: string): string {
  return sealed.slice(SEALED_PREFIX.length);
}

/**
 * Reads the header of a sealed value without opening it. Strict, so that one value has one spelling: every part is canonical base64url, the
 * header has exactly our members, in compact JSON without white space, without duplicate names. Nothing here is authenticated yet.
 */
export function readSealedHeader(text: string): Result<SealedHeader, SealedFault> {
  if (!isSealed(text)) return fail('prefix');
  if (text.length > SEALED_CHARACTERS_MAX) return fail('size');
  const parts = sealedToJwe(text).split('.');
  const [header, key, iv, ciphertext, tag] = parts;
  if (parts.length !== 5 || header === undefined || ciphertext === undefined) return fail('form');
  if (header.length > SEALED_HEADER_CHARACTERS_MAX) return fail('size');
  if (!parts.every(isCanonicalBase64url)) return fail('encoding');
  if (key?.length !== WRAPPED_KEY_CHARACTERS || iv?.length !== IV_CHARACTERS || tag?.length !== TAG_CHARACTERS) return fail('form');
  if (!isPaddedLength(ciphertext.length)) return fail('form');
  const decoded = decodeBase64url(header);
  if (decoded === undefined) return fail('encoding');
  const parsed = parseHeader(decoded);
  return parsed === undefined ? fail('header') : succeed(parsed);
}

/** A256KW of a 32-byte key gives 40 bytes (RFC 3394); GCM has an IV of 12 and a tag of 16 bytes (RFC 7518 §5.3). */
const WRAPPED_KEY_CHARACTERS = 54;
const IV_CHARACTERS = 16;
const TAG_CHARACTERS = 22;
const THUMBPRINT_CHARACTERS = 43;
const COORDINATE_CHARACTERS = 43;

/** Bounds of the header's texts, in UTF-16 units. */
const NAME_CHARACTERS_MAX = { tid: 128, def: 512, ptr: 1_024, sub: 256, exe: 128, jti: 128 } as const;

const REQUIRED_MEMBERS = ['alg', 'enc', 'kid', 'typ', 'tid', 'def', 'ptr', 'sub', 'iat', 'jti', 'epk'] as const;

/** GCM ciphertext is as long as its plaintext: one or more padding steps, at most the limit. */
function isPaddedLength(characters: number): boolean {
  const bytes = Math.floor((characters * 3) / 4);
  return bytes > 0 && bytes % SEALED_PADDING_BYTES === 0 && bytes <= SEALED_PLAIN_BYTES_MAX;
}

function parseHeader(text: string): SealedHeader | undefined {
  const header = parseCompactObject(text);
  if (header === undefined || !hasExactMembers(header)) return undefined;
  if (header['alg'] !== SEALED_KEY_ALGORITHM || header['enc'] !== SEALED_CONTENT_ALGORITHM || header['typ'] !== SEALED_TYPE) return undefined;
  if (!isEphemeralKey(header['epk'])) return undefined;
  const { kid, iat } = header;
  const tid = nameOf(header, 'tid');
  const def = nameOf(header, 'def');
  const ptr = nameOf(header, 'ptr');
  const sub = nameOf(header, 'sub');
  const jti = nameOf(header, 'jti');
  const exe = nameOf(header, 'exe');
  if (typeof kid !== 'string' || kid.length !== THUMBPRINT_CHARACTERS || !isCanonicalBase64url(kid)) return undefined;
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat) || iat < 0) return undefined;
  if (tid === undefined || def === undefined || ptr === undefined || sub === undefined || jti === undefined) return undefined;
  if (!ptr.startsWith('/') || ('exe' in header && exe === undefined)) return undefined;
  return { kid, tid, def, ptr, sub, ...(exe === undefined ? {} : { exe }), iat, jti };
}

/** Serialising what was parsed gives the same text only when there is no white space and no name occurs twice. */
function parseCompactObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasExactMembers(header: JsonObject): boolean {
  const members = Object.keys(header).filter((name) => name !== 'exe');
  return members.length === REQUIRED_MEMBERS.length && REQUIRED_MEMBERS.every((name) => Object.hasOwn(header, name));
}

/** `epk` of ECDH-ES (RFC 7518 §4.6.1.1): a public P-256 key and nothing else. */
function isEphemeralKey(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const { kty, crv, x, y } = value;
  return Object.keys(value).length === 4 && kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y);
}

function isCoordinate(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.length === COORDINATE_CHARACTERS && isCanonicalBase64url(value);
}

function nameOf(header: JsonObject, member: keyof typeof NAME_CHARACTERS_MAX): string | undefined {
  const value = header[member];
  return typeof value === 'string' && value.length > 0 && value.length <= NAME_CHARACTERS_MAX[member] ? value : undefined;
}
