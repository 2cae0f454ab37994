import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { DoorOutbox, OutgoingMessage, RowChange, SeenMessage } from '#shared/ports/door-outbox.ts';
import { columnParameters, type Column } from './door-columns.ts';
import { claimMessages, settleMessages, type DoorSide } from './door-statements.ts';
import { pageSize } from './limits.ts';
import { inOrder, parseJson, parseName, parseNumber, parseRaw } from './rows.ts';
import type { Run } from './run.ts';
import type { SqlParameter, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** The outbox of one side. */
export function createDoorOutbox(run: Run, side: DoorSide): DoorOutbox {
  return {
    claimOutbox: async (request) => inOrder(await run(`claim-${side}-messages`, claimMessages(side), leaseParameters(request))).map((row) => parseJson<OutgoingMessage>(parseRaw(row, 'message'))),
    settleOutbox: async ({ mids }) => {
      if (mids.length > 0) await run(`settle-${side}-messages`, settleMessages(side), [mids.map(toColumn)]);
    },
  };
}

/** Parameters of a claim of what is on its way out. */
export function leaseParameters({ now, leaseMs, max }: { readonly now: number; readonly leaseMs: number; readonly max: number }): readonly SqlParameter[] {
  return [Math.floor(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0)];
}

/** Parameters of a commit: the rows with the versions that they were made from, then the messages and seen ids that belong to them (NULL: to none of them). */
export function commitParameters<R extends { readonly key: string }>(
  columns: readonly Column<R>[],
  changes: readonly RowChange<R>[],
  loose: { readonly messages?: readonly OutgoingMessage[]; readonly seen?: readonly SeenMessage[] },
): readonly SqlParameter[] {
  assert(new Set(changes.map(({ row }) => row.key)).size === changes.length, 'no two changes of one commit are of the same row');
  const owned = <T>(of: (change: RowChange<R>) => readonly T[], others: readonly T[] = []): readonly { readonly owner: string | null; readonly item: T }[] => [
    ...changes.flatMap((change) => of(change).map((item) => ({ owner: toColumn(change.row.key), item }))),
    ...others.map((item) => ({ owner: null, item })),
  ];
  const messages = owned((change) => change.messages, loose.messages);
  const seen = owned((change) => change.seen, loose.seen);
  return [
    changes.map(({ expectedVersion }) => expectedVersion),
    ...columnParameters(columns, changes.map(({ row }) => row)),
    messages.map(({ owner }) => owner),
    messages.map(({ item }) => toColumn(item.claims.mid)),
    messages.map(({ item }) => JSON.stringify(item)),
    seen.map(({ owner }) => owner),
    seen.map(({ item }) => toColumn(item.mid)),
    seen.map(({ item }) => toColumn(item.hash)),
    seen.map(({ item }) => wholeMilliseconds(item.until)),
  ];
}

/** Keys of changes that were not written. */
export function staleKeys(changes: readonly { readonly row: { readonly key: string } }[], written: readonly SqlRow[]): readonly string[] {
  const keys = new Set(written.map((row) => parseName(row, 'key')));
  return changes.map(({ row }) => row.key).filter((key) => !keys.has(key));
}

/** A message that was seen, from columns that it shares with other kinds of rows. */
export function parseSeen(row: SqlRow): SeenMessage {
  return { mid: parseName(row, 'name'), hash: parseName(row, 'text'), until: parseNumber(row, 'number') };
}
