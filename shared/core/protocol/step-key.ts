import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64url } from '../kernel/base64url.ts';

/** What a step is recognised by, on both sides and over every re-send. */
export interface StepIdentity {
  readonly exe: string;
  readonly stp: string;
  readonly itr: string;
}

/** Between the parts of what is hashed (U+001F, unit separator): claims hold visible characters only, so no part contains it. */
const SEPARATOR = '\u001f';

/**
 * Idempotency key of a step (protocol §4), and the primary key of its rows: base64url of SHA-256. Without the dispatch attempt, so that the far
 * side sees one effect however often the cloud sends.
 */
export function stepKey(tid: string, { exe, stp, itr }: StepIdentity): string {
  return hashed('uwf-key-1', tid, exe, stp, itr);
}

/**
 * A key that stays the same over the retries that a workflow asks for: one per visit of a state. `visit` is the sequence number of the event
 * by which the state was entered.
 */
export function visitKey(tid: string, visit: { readonly exe: string; readonly itr: string; readonly visit: number }): string {
  return hashed('uwf-visit-1', tid, visit.exe, visit.itr, String(visit.visit));
}

function hashed(...parts: readonly string[]): string {
  return encodeBase64url(sha256(utf8ToBytes(parts.join(SEPARATOR))));
}
