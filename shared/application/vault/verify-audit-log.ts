import { checkRecords, EMPTY_AUDIT_HEAD, type AuditFinding, type AuditHead, type AuditRecord } from '#shared/core/vault/audit-chain.ts';
import { AUDIT_PAGE_MAX } from '#shared/core/vault/limits.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';
import type { Digest } from '#shared/ports/digest.ts';

/** What a verification found. */
export interface AuditVerification {
  /** Last record that is in order. */
  readonly head: AuditHead;
  /** Where the chain is broken; absent: nowhere. */
  readonly finding?: AuditFinding;
}

/**
 * Reads the whole audit log and checks each record against the one before, and against heads that were kept elsewhere (`anchors`): a log that
 * was cut at its end, or written anew from some record on, is in order by itself and shows only there. Errors: `UWF-5001`.
 */
export async function verifyAuditLog(ports: { readonly audit: AuditLog; readonly digest: Digest }, options: { readonly anchors?: readonly AuditHead[] } = {}): Promise<AuditVerification> {
  const anchors = new Map((options.anchors ?? []).filter(({ sequence }) => sequence > 0).map(({ sequence, hash }) => [sequence, hash]));
  const contradictory = (options.anchors ?? []).find(({ sequence, hash }) => (anchors.get(sequence) ?? EMPTY_AUDIT_HEAD.hash) !== hash);
  if (contradictory !== undefined) return { head: EMPTY_AUDIT_HEAD, finding: { sequence: contradictory.sequence, fault: 'anchor' } };
  let head = EMPTY_AUDIT_HEAD;
  for (;;) {
    const records = await ports.audit.read({ after: head.sequence, max: AUDIT_PAGE_MAX });
    if (records.length === 0) break;
    const finding = checkRecords(ports.digest.sha256Hex, head, records) ?? againstAnchors(records, anchors);
    if (finding !== undefined) return { head: headBefore(records, finding.sequence) ?? head, finding };
    head = headOf(records.at(-1)) ?? head;
  }
  const cut = [...anchors.keys()].filter((sequence) => sequence > head.sequence).sort((left, right) => left - right)[0];
  return cut === undefined ? { head } : { head, finding: { sequence: head.sequence + 1, fault: 'anchor' } };
}

function againstAnchors(records: readonly AuditRecord[], anchors: ReadonlyMap<number, string>): AuditFinding | undefined {
  const wrong = records.find(({ sequence, hash }) => (anchors.get(sequence) ?? hash) !== hash);
  return wrong === undefined ? undefined : { sequence: wrong.sequence, fault: 'anchor' };
}

function headBefore(records: readonly AuditRecord[], sequence: number): AuditHead | undefined {
  return headOf(records.find((one) => one.sequence === sequence - 1));
}

function headOf(record: AuditRecord | undefined): AuditHead | undefined {
  return record === undefined ? undefined : { sequence: record.sequence, hash: record.hash };
}
