import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64url } from '../kernel/base64url.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { CLOCK_SKEW_SECONDS_MAX, COMMAND_LIFE_SECONDS_MAX, FACT_LIFE_SECONDS_MAX, MANIFEST_MESSAGE_CHARACTERS_MAX, MESSAGE_CHARACTERS_MAX } from './limits.ts';
import type { MessageClaims, MessageType } from './message.ts';
import type { RejectCode } from './reject.ts';

/** Who reads, and what it takes. */
export interface ReadingRole {
  /** Names under which this party is addressed (`aud`). */
  readonly names: readonly string[];
  /** The tenant that it reads for; absent: any that the signer may speak for. */
  readonly tenant?: string;
  readonly accepts: readonly MessageType[];
}

/** What the ring says of a key that signs: its owner and what it may say. */
export interface SigningRights {
  readonly iss: string;
  /** Absent: it may speak of every tenant. */
  readonly tid?: string;
  readonly may: readonly MessageType[];
}

/** Claims, and everything that they are judged by. */
export interface ClaimsCheck {
  readonly claims: MessageClaims;
  readonly signer: SigningRights;
  readonly role: ReadingRole;
  readonly topic: string;
  /** Key of the record. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Steps 9 to 12 of protocol §5; the first that fails. `expired` comes last of all: it means that nothing of this but the age was wrong.
 * Undefined when all is good.
 */
export function checkClaims(check: ClaimsCheck): RejectCode | undefined {
  const { claims, role, topic, key } = check;
  if (!maySign(check)) return 'issuer';
  if (!role.names.includes(claims.aud) || (role.tenant ?? claims.tid) !== claims.tid) return 'audience';
  if (claims.top !== topic) return 'topic';
  if (recordKeyOf(claims) !== key) return 'record-key';
  return checkTimes(claims, check.now);
}

/** Key of the record of a message (protocol §2): messages of one execution keep their order, and those about one site. */
export function recordKeyOf(claims: MessageClaims): string {
  return 'exe' in claims ? claims.exe : claims.site;
}

/** Longest life of a message (protocol §5, step 12): a command grows stale, a fact does not. */
export function lifeSecondsMax(type: MessageType): number {
  return type === 'run' || type === 'cancel' ? COMMAND_LIFE_SECONDS_MAX : FACT_LIFE_SECONDS_MAX;
}

/** Characters that a record of one of these types may have (protocol §5, step 1). */
export function charactersMax(types: readonly MessageType[]): number {
  return types.includes('manifest') ? MANIFEST_MESSAGE_CHARACTERS_MAX : MESSAGE_CHARACTERS_MAX;
}

/**
 * What two messages with one `mid` are compared by (protocol §5, step 13): SHA-256, base64url, over the claims and the body as it was before
 * it was encrypted. A message that is published twice is signed and encrypted anew, so neither the record nor the box says whether it is the same.
 */
export function payloadHash(message: { readonly claims: MessageClaims; readonly body?: string }): string {
  const body = message.body === undefined ? '' : `\u001f${message.body}`;
  return encodeBase64url(sha256(utf8ToBytes(canonicalJson({ ...message.claims }) + body)));
}

/** The owner of the key says it, is allowed to say it, and of this tenant; of a site only the site itself speaks. */
function maySign({ claims, signer }: ClaimsCheck): boolean {
  const isOwnSite = claims.typ === 'hello' || claims.typ === 'credit' ? claims.site === signer.iss : true;
  return claims.iss === signer.iss && signer.may.includes(claims.typ) && (signer.tid ?? claims.tid) === claims.tid && isOwnSite;
}

function checkTimes({ typ, iat, exp }: MessageClaims, now: number): RejectCode | undefined {
  const seconds = now / 1_000;
  if (iat > seconds + CLOCK_SKEW_SECONDS_MAX || exp <= iat || exp - iat > lifeSecondsMax(typ)) return 'time';
  return exp > seconds - CLOCK_SKEW_SECONDS_MAX ? undefined : 'expired';
}
