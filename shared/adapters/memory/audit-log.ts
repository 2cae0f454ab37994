import { EMPTY_AUDIT_HEAD, linkFacts, type AuditHead, type AuditRecord } from '#shared/core/vault/audit-chain.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';
import type { Digest } from '#shared/ports/digest.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

/** An audit log that lives as long as the process. */
export function createMemoryAuditLog(digest: Digest): AuditLog {
  const records: JsonText<AuditRecord>[] = [];
  let head: AuditHead = EMPTY_AUDIT_HEAD;
  return {
    append: async ({ facts }) => {
      const added = linkFacts(digest.sha256Hex, head, facts);
      records.push(...added.map(toText));
      const last = added.at(-1);
      if (last !== undefined) head = { sequence: last.sequence, hash: last.hash };
      return head;
    },
    head: async () => head,
    read: async ({ after, max }) => records.slice(Math.max(0, after), Math.max(0, after) + pageSize(max, 0)).map(parseText),
  };
}
