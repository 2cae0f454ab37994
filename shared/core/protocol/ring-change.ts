import { canonicalJson } from '../kernel/canonical-json.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { CLOCK_SKEW_SECONDS_MAX, FACT_LIFE_SECONDS_MAX } from './limits.ts';
import { hasSamePurpose, type KeyCard, type KeyRecord, type KeyRing, type ReleaseKey } from './ring.ts';

/** A new key is published this long before its first use (protocol §9), so that every reader has it by then. */
export const KEY_LEAD_SECONDS_MIN = 900 + CLOCK_SKEW_SECONDS_MAX;
/** How long a key is accepted unless it is replaced earlier. */
export const KEY_LIFE_SECONDS_DEFAULT = 31_536_000;
/** A replaced key is accepted as long as a message can live, and a day more. */
export const KEY_RETENTION_SECONDS_DEFAULT = FACT_LIFE_SECONDS_MAX + 86_400;

/** Keys that come into a ring. Times are epoch seconds. */
export interface RingAddition {
  readonly cards: readonly KeyCard[];
  readonly now: number;
  /** In use at once, not after {@link KEY_LEAD_SECONDS_MIN}: only when nobody could read the lead time anyway, or a key is lost. */
  readonly isAtOnce?: boolean;
  readonly lifeSeconds?: number;
  readonly retentionSeconds?: number;
}

/** A ring for its first signature. All of its keys are in use at once, because no reader has an earlier one. */
export function startRing(release: ReleaseKey, addition: Omit<RingAddition, 'isAtOnce'>): KeyRing {
  const empty: KeyRing = { v: 1, version: 0, at: addition.now, release: [release], keys: [], revoked: [] };
  return addKeys(empty, { ...addition, isAtOnce: true });
}

/**
 * The next version of a ring with more keys. A key that is replaced (same owner, use, tenant and rights) is only verified from then on, until
 * messages that it signed cannot be alive any more (protocol §9). Keys that are known already are not added again; keys that ended are left out.
 */
export function addKeys(ring: KeyRing, addition: RingAddition): KeyRing {
  const { now, isAtOnce = false, lifeSeconds = KEY_LIFE_SECONDS_DEFAULT, retentionSeconds = KEY_RETENTION_SECONDS_DEFAULT } = addition;
  const nbf = isAtOnce ? now : now + KEY_LEAD_SECONDS_MIN;
  const cards = addition.cards.filter((card) => !ring.keys.some((key) => key.kid === card.kid));
  const kept = ring.keys.filter((key) => key.exp + CLOCK_SKEW_SECONDS_MAX > now);
  const older = kept.map((key) => (cards.some((card) => hasSamePurpose(card, key)) ? { ...key, exp: Math.max(key.nbf + 1, Math.min(key.exp, nbf + retentionSeconds)) } : key));
  const added = cards.map((card): KeyRecord => ({ ...card, nbf, exp: nbf + lifeSeconds }));
  return { ...ring, version: ring.version + 1, at: now, keys: [...older, ...added] };
}

/**
 * The next version of a ring in which some of its keys are accepted no more: of parties, or earlier release keys. The error is a `kid` that the
 * ring does not have.
 */
export function revokeKeys(ring: KeyRing, kids: readonly string[], now: number): Result<KeyRing, string> {
  const unknown = kids.find((kid) => ![...ring.keys, ...ring.release].some((key) => key.kid === kid));
  return unknown === undefined ? succeed({ ...ring, version: ring.version + 1, at: now, revoked: [...new Set([...ring.revoked, ...kids])] }) : fail(unknown);
}

/** A ring as the given release key signs it: this key comes first, the earlier ones stay, because manifests that they signed do. */
export function withReleaseKey(ring: KeyRing, release: ReleaseKey): KeyRing {
  return { ...ring, release: [release, ...ring.release.filter((key) => key.kid !== release.kid)] };
}

/**
 * Whether a ring that was read may take the place of the one that is known: `newer` it may · `same` it is that one · `older` somebody put an
 * earlier one back · `conflict` two rings have one version.
 */
export function compareRings(known: KeyRing, read: KeyRing): 'newer' | 'same' | 'older' | 'conflict' {
  if (read.version !== known.version) return read.version > known.version ? 'newer' : 'older';
  return formatRing(read) === formatRing(known) ? 'same' : 'conflict';
}

/** The payload to sign: canonical JSON (RFC 8785). */
export function formatRing(ring: KeyRing): string {
  return canonicalJson(toJson(ring));
}

/** A ring is plain JSON by its type; interfaces lack the index signature. */
function toJson(ring: KeyRing): JsonObject {
  const text = JSON.stringify(ring);
  const value: { readonly [name: string]: JsonValue } = JSON.parse(text);
  return value;
}
