import { decodeBase64url, isCanonicalBase64url } from '../kernel/base64url.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import type { RejectCode } from './reject.ts';
import { parseStrictObject } from './strict-json.ts';

/** A compact JWS (RFC 7515 §7.1), taken apart and not yet verified. */
export interface EnvelopeParts {
  readonly header: EnvelopeHeader;
  /** Base64url of the payload. */
  readonly payload: string;
  /** Base64url. */
  readonly signature: string;
  /** What the signature is over (RFC 7515 §5.1). */
  readonly signed: string;
}

/** Protected header of a message: exactly this (protocol §5, step 3). */
export interface EnvelopeHeader {
  readonly alg: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly typ: string;
}

/** Header of a box, exactly this but for `epk`, which the decryption checks (protocol §3). */
export interface BoxHeader {
  readonly alg: string;
  readonly enc: string;
  readonly kid: string;
  readonly ctx: string;
}

const HEADER_CHARACTERS_MAX = 1_024;

/**
 * Steps 1 to 3 of protocol §5. Codes: `size` · `encoding` not three parts of canonical base64url, so that one message has one spelling ·
 * `header` not exactly `alg`, `kid` and `typ`: no key, no URL and no extension comes in with a message.
 */
export function splitEnvelope(text: string, charactersMax: number): Result<EnvelopeParts, RejectCode> {
  if (text.length > charactersMax) return fail('size');
  const parts = text.split('.', 4);
  const [head = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return fail('encoding');
  const header = parseEnvelopeHeader(head);
  return header === undefined ? fail('header') : succeed({ header, payload, signature, signed: `${head}.${payload}` });
}

/**
 * The protected header of a compact JWE of five canonical parts (RFC 7516 §7.1) with exactly `alg`, `enc`, `kid`, `ctx` and `epk`; undefined
 * otherwise. Nothing of it is authenticated before the box is open.
 */
export function readBoxHeader(box: string): BoxHeader | undefined {
  const parts = box.split('.', 6);
  const [head = ''] = parts;
  return parts.length === 5 && parts.every((part) => part.length > 0 && isCanonicalBase64url(part)) ? parseBoxHeader(head) : undefined;
}

function parseEnvelopeHeader(encoded: string): EnvelopeHeader | undefined {
  const texts = readTexts(encoded, ['alg', 'kid', 'typ']);
  const { alg, kid, typ } = texts ?? {};
  return alg === undefined || kid === undefined || typ === undefined ? undefined : { alg, kid, typ };
}

function parseBoxHeader(encoded: string): BoxHeader | undefined {
  const texts = readTexts(encoded, ['alg', 'enc', 'kid', 'ctx'], 'epk');
  const { alg, enc, kid, ctx } = texts ?? {};
  return alg === undefined || enc === undefined || kid === undefined || ctx === undefined ? undefined : { alg, enc, kid, ctx };
}

/** The members of a header, all of them texts, where it has these and no others. */
function readTexts(encoded: string, names: readonly string[], other?: string): { readonly [name: string]: string } | undefined {
  const text = encoded.length > HEADER_CHARACTERS_MAX ? undefined : decodeBase64url(encoded);
  const header = text === undefined ? undefined : parseStrictObject(text);
  if (header === undefined) return undefined;
  const entries = Object.entries(header).filter(([name]) => name !== other);
  const texts = entries.flatMap(([name, value]): readonly (readonly [string, string])[] => (typeof value === 'string' && names.includes(name) ? [[name, value]] : []));
  const isExact = entries.length === names.length && texts.length === names.length && (other === undefined || Object.hasOwn(header, other));
  return isExact ? Object.fromEntries(texts) : undefined;
}
