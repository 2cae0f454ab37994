import { canonicalJson } from '../kernel/canonical-json.ts';
import type { JsonObject } from '../kernel/json.ts';

/** Kinds of what is recorded. A new kind is a new line here. */
export const AUDIT_KINDS = [
  'value-tokenised', 'value-revealed', 'reveal-refused', 'value-resealed', 'scan-alarm',
  'subject-erasing', 'subject-erased', 'keys-rewrapping', 'keys-rewrapped', 'key-rotating', 'key-rotated', 'key-destroying', 'key-destroyed',
  'recipient-registered', 'recipient-revoked', 'quarantine-held', 'quarantine-shown', 'quarantine-approved', 'quarantine-released', 'quarantine-discarded', 'message-accepted', 'message-rejected',
] as const;

/** One of {@link AUDIT_KINDS}. */
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Something that is done, or was done, and by whom (PCI DSS 10.2.2). Holds names, codes, numbers and fingerprints; never a value or a token. */
export interface AuditFact {
  readonly kind: AuditKind;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly details: JsonObject;
}

/** A fact in its place of the chain. */
export interface AuditRecord extends AuditFact {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Hash of the record before, {@link AUDIT_ROOT} for the first. */
  readonly previous: string;
  /** SHA-256 over everything above, hex. */
  readonly hash: string;
}

/** Where the chain ends: whoever keeps one finds out when the chain is cut or written anew. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What the first record follows. */
export const AUDIT_ROOT = '0'.repeat(64);

/** Head of an empty chain. */
export const EMPTY_AUDIT_HEAD: AuditHead = { sequence: 0, hash: AUDIT_ROOT };

/** SHA-256 of the UTF-8 bytes, as hex. */
type Sha256Hex = (text: string) => string;

/** The fact as the next record behind a head. */
export function linkFact(sha256Hex: Sha256Hex, head: AuditHead, fact: AuditFact): AuditRecord {
  const { kind, actor, at, details } = fact;
  const open = { kind, actor, at, details, sequence: head.sequence + 1, previous: head.hash };
  return { ...open, hash: sha256Hex(recordText(open)) };
}

/** Facts behind a head, in their order. */
export function linkFacts(sha256Hex: Sha256Hex, head: AuditHead, facts: readonly AuditFact[]): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const fact of facts) records.push(linkFact(sha256Hex, records.at(-1) ?? head, fact));
  return records;
}

/** What is wrong with a record: `sequence` it is not the next one · `link` it does not follow the one before · `hash` it was edited · `anchor` it is not what a kept head says. */
export type AuditFault = 'sequence' | 'link' | 'hash' | 'anchor';

/** A place at which a chain is broken. */
export interface AuditFinding {
  readonly sequence: number;
  readonly fault: AuditFault;
}

/** Checks the next records behind a head; the first fault, if any. Every edit, cut, swap and insertion of records before the last shows here. */
export function checkRecords(sha256Hex: Sha256Hex, head: AuditHead, records: readonly AuditRecord[]): AuditFinding | undefined {
  let before = head;
  for (const record of records) {
    const fault = faultOf(sha256Hex, before, record);
    if (fault !== undefined) return { sequence: before.sequence + 1, fault };
    before = record;
  }
  return undefined;
}

function faultOf(sha256Hex: Sha256Hex, before: AuditHead, record: AuditRecord): AuditFault | undefined {
  if (record.sequence !== before.sequence + 1) return 'sequence';
  if (record.previous !== before.hash) return 'link';
  return record.hash === sha256Hex(recordText(record)) ? undefined : 'hash';
}

function recordText({ kind, actor, at, details, sequence, previous }: Omit<AuditRecord, 'hash'>): string {
  return canonicalJson(['uwf-audit-1', sequence, previous, at, kind, actor, details]);
}
