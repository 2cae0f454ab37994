import { createHash } from 'node:crypto';
import { EMPTY_AUDIT_HEAD, linkFacts, type AuditFact, type AuditHead, type AuditKind, type AuditRecord } from '#shared/core/vault/audit-chain.ts';
import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';
import { pageSize } from './limits.ts';
import { parseName, parseNumber, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';
import { INSERT_AUDIT_RECORDS, LAST_AUDIT_RECORD, LOCK_KEYS_ALONE, READ_AUDIT_RECORDS } from './vault-statements.ts';

/** Facts that wait for their transaction. */
interface Waiting {
  readonly facts: readonly AuditFact[];
  readonly settle: (outcome: Promise<AuditHead>) => void;
}

/**
 * The audit log in PostgreSQL. Writers take turns under an advisory lock, so that each follows the one before; calls of this process that come
 * meanwhile share the next transaction. Its role needs to read and insert only.
 */
export function createPostgresAuditLog(pool: SqlPool, schema: string): AuditLog {
  const run = runner(pool, schema);
  let waiting: Waiting[] = [];
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await writeGroup(pool, schema, group);
    }
    isWriting = false;
  };
  return {
    append: ({ facts }) =>
      new Promise((settle) => {
        waiting.push({ facts, settle });
        if (!isWriting) void writeAll();
      }),
    head: () => readHead(run),
    read: async ({ after, max }) => (await run('read-audit-records', READ_AUDIT_RECORDS, [Math.max(0, after), pageSize(max, 0)])).map(parseRecord),
  };
}

/** One transaction for a group of calls; each is told the head behind its own facts. Never rejects: the calls do. */
async function writeGroup(pool: SqlPool, schema: string, group: readonly Waiting[]): Promise<void> {
  const written = pool.transaction(async (client) => {
    const run = runner(client, schema);
    await run('lock-audit-log', LOCK_KEYS_ALONE, [`uwf-audit:${schema}`]);
    const head = await readHead(run);
    const records = linkFacts(sha256Hex, head, group.flatMap(({ facts }) => facts).map(asStored));
    if (records.length > 0) await run('insert-audit-records', INSERT_AUDIT_RECORDS, columnsOf(records));
    return { head, records };
  });
  let end = 0;
  for (const { facts, settle } of group) {
    end += facts.length;
    const own = end;
    settle(written.then(({ head, records }) => headAt(records, own) ?? head));
  }
  await written.catch(() => undefined);
}

function headAt(records: readonly AuditRecord[], count: number): AuditHead | undefined {
  const last = records[count - 1];
  return last === undefined ? undefined : { sequence: last.sequence, hash: last.hash };
}

async function readHead(run: Run): Promise<AuditHead> {
  const [row] = await run('last-audit-record', LAST_AUDIT_RECORD, []);
  return row === undefined ? EMPTY_AUDIT_HEAD : { sequence: parseNumber(row, 'sequence'), hash: parseRaw(row, 'hash') };
}

function columnsOf(records: readonly AuditRecord[]) {
  return [
    records.map(({ sequence }) => sequence),
    records.map(({ kind }) => kind),
    records.map(({ actor }) => toColumn(actor)),
    records.map(({ at }) => wholeMilliseconds(at)),
    records.map(({ details }) => JSON.stringify(details)),
    records.map(({ previous }) => previous),
    records.map(({ hash }) => hash),
  ];
}

/** What is hashed is what comes back: columns of times hold whole numbers. */
function asStored(fact: AuditFact): AuditFact {
  return { ...fact, at: wholeMilliseconds(fact.at) };
}

/** Takes what is there as it is: that a record was edited is for the verification to find, so nothing is refused here. */
function parseRecord(row: SqlRow): AuditRecord {
  return {
    sequence: parseNumber(row, 'sequence'),
    kind: parseRaw(row, 'kind') as AuditKind,
    actor: parseName(row, 'actor'),
    at: parseNumber(row, 'at'),
    details: parseDetails(parseRaw(row, 'details')),
    previous: parseRaw(row, 'previous'),
    hash: parseRaw(row, 'hash'),
  };
}

function parseDetails(text: string): JsonObject {
  try {
    const details: unknown = JSON.parse(text);
    return isJsonObject(details) ? details : { unreadable: true };
  } catch {
    return { unreadable: true };
  }
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
