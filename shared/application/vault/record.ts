import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { AuditHead, AuditKind } from '#shared/core/vault/audit-chain.ts';
import { AUDIT_DETAILS_CHARACTERS_MAX } from '#shared/core/vault/limits.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';
import type { Clock } from '#shared/ports/clock.ts';

/** What recording needs. */
export interface RecordPorts {
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Writes one fact into the audit log. Errors: `UWF-5008` when it cannot be written: then what was to be recorded must not happen. */
export async function record(ports: RecordPorts, kind: AuditKind, actor: string, details: JsonObject): Promise<AuditHead> {
  assert(JSON.stringify(details).length <= AUDIT_DETAILS_CHARACTERS_MAX, 'a record of the audit log stays within its limit');
  try {
    return await ports.audit.append({ facts: [{ kind, actor, at: ports.clock.now(), details }] });
  } catch (cause) {
    throw new UwfError('UWF-5008', undefined, { cause });
  }
}
