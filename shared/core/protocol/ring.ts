import { CLOCK_SKEW_SECONDS_MAX } from './limits.ts';
import type { MessageType } from './message.ts';

/** A public key (RFC 7517), by the members that its thumbprint is made of and no others. */
export type PublicJwk =
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

/** How messages, rings and manifests are signed (protocol §3). `ES256` is the default: every HSM and cloud key store has it. */
export type SigningAlgorithm = 'ES256' | 'Ed25519';
/** How the key of a box is wrapped (protocol §3). */
export const BOX_KEY_ALGORITHM = 'ECDH-ES+A256KW';
/** How a box is encrypted (protocol §3). */
export const BOX_CONTENT_ALGORITHM = 'A256GCM';

/** A key without the times of its use: what its owner hands to whoever signs the ring. */
export interface KeyCard {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly jwk: PublicJwk;
  /** The algorithm belongs to the key, not to a message (protocol §3). */
  readonly alg: SigningAlgorithm | typeof BOX_KEY_ALGORITHM;
  readonly use: 'sig' | 'enc';
  /** Owner: `iss` of what it signs, `aud` of what is encrypted to it. */
  readonly iss: string;
  /** The one tenant that it is for; absent: all of them. */
  readonly tid?: string;
  /** Types of messages that it may sign; none for a key that encrypts. */
  readonly may: readonly MessageType[];
}

/** A key of the ring (protocol §9). Times are epoch seconds. */
export interface KeyRecord extends KeyCard {
  /** First use. */
  readonly nbf: number;
  /** End of its acceptance; a newer key takes over its writing long before. */
  readonly exp: number;
}

/** A key that signs rings and manifests. */
export interface ReleaseKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly jwk: PublicJwk;
}

/** Every key that the parties of one environment know each other by (protocol §9): pinned configuration, signed by the release key. */
export interface KeyRing {
  readonly v: 1;
  /** Grows with every change: a reader never goes back. */
  readonly version: number;
  /** When it was signed, epoch seconds. */
  readonly at: number;
  /** Keys whose manifests are accepted: the one that signs this ring, and earlier ones. */
  readonly release: readonly ReleaseKey[];
  readonly keys: readonly KeyRecord[];
  /** Keys that are not accepted any more, whatever their times say. */
  readonly revoked: readonly string[];
}

/** What a key is asked for. */
export interface KeyWish {
  readonly use: 'sig' | 'enc';
  /** Owner. */
  readonly iss: string;
  readonly tid: string;
  /** The type of the message to sign. */
  readonly typ?: MessageType;
  /** Only keys that the writer holds. */
  readonly among?: readonly string[];
}

/** What may be done with a key now. */
export type KeyState = 'upcoming' | 'current' | 'verify-only' | 'expired' | 'revoked';

/**
 * The signing key with a `kid` that messages are accepted from now (protocol §5, step 4): known, not revoked, within its times with the
 * permitted skew. `now` is epoch milliseconds.
 */
export function findVerificationKey(ring: KeyRing, kid: string, now: number): KeyRecord | undefined {
  const record = ring.keys.find((key) => key.kid === kid && key.use === 'sig');
  if (record === undefined || ring.revoked.includes(kid)) return undefined;
  const seconds = now / 1_000;
  return record.nbf <= seconds + CLOCK_SKEW_SECONDS_MAX && record.exp > seconds - CLOCK_SKEW_SECONDS_MAX ? record : undefined;
}

/**
 * The key to write with: of those that are wanted, in use now and not revoked, the one that was first used last; of two that came at once,
 * the one that stands later in the ring, which is the same for every reader. `now` is epoch milliseconds.
 */
export function findWritingKey(ring: KeyRing, wish: KeyWish, now: number): KeyRecord | undefined {
  const fit = ring.keys.filter((key) => isWanted(key, wish) && isInUse(ring, key, now));
  return fit.reduce<KeyRecord | undefined>((best, key) => (best === undefined || key.nbf >= best.nbf ? key : best), undefined);
}

/** What a key of a ring is good for now, for people. `now` is epoch milliseconds. */
export function keyStateOf(ring: KeyRing, record: KeyRecord, now: number): KeyState {
  const seconds = now / 1_000;
  if (ring.revoked.includes(record.kid)) return 'revoked';
  if (record.exp <= seconds) return 'expired';
  if (record.nbf > seconds) return 'upcoming';
  const isReplaced = ring.keys.some((other) => hasSamePurpose(other, record) && isInUse(ring, other, now) && comesAfter(ring, other, record));
  return isReplaced ? 'verify-only' : 'current';
}

/** True for two keys of which one can take the place of the other. */
export function hasSamePurpose(left: KeyCard, right: KeyCard): boolean {
  const isSameMay = left.may.length === right.may.length && left.may.every((type) => right.may.includes(type));
  return left.iss === right.iss && left.use === right.use && left.tid === right.tid && isSameMay;
}

function isWanted(key: KeyRecord, { use, iss, tid, typ, among }: KeyWish): boolean {
  const isOwn = key.use === use && key.iss === iss && (key.tid ?? tid) === tid;
  return isOwn && (typ === undefined || key.may.includes(typ)) && (among === undefined || among.includes(key.kid));
}

function isInUse(ring: KeyRing, key: KeyRecord, now: number): boolean {
  return key.nbf * 1_000 <= now && key.exp * 1_000 > now && !ring.revoked.includes(key.kid);
}

function comesAfter(ring: KeyRing, left: KeyRecord, right: KeyRecord): boolean {
  return left.nbf === right.nbf ? ring.keys.indexOf(left) > ring.keys.findIndex(({ kid }) => kid === right.kid) : left.nbf > right.nbf;
}
