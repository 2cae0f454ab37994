import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isEndedRow, type InboxRow } from '#shared/core/protocol/inbox-row.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import type { SeenMessage, Versioned } from '#shared/ports/door-outbox.ts';
import type { InboxCount } from '#shared/ports/step-inbox.ts';
import type { Column } from './door-columns.ts';
import { parseSeen } from './door-outbox.ts';
import { parseJson, parseMember, parseName, parseNumber, parseOptionalNumber, parseRaw } from './rows.ts';
import type { SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

const STATES = ['ready', 'claimed', 'started', 'done', 'failed', 'cancelled', 'in_doubt'] as const;
const COUNTED = ['asleep', ...STATES] as const;

/** What a row holds besides its columns. */
type Content = Omit<InboxRow, 'key' | 'priority' | 'state' | 'epoch' | 'rin' | 'dueAt' | 'worker' | 'endedAt'>;

/** What a claim looks for and changes stands in columns; the rest of the row is `content`, which a claim, a start and a renewal leave as it is. */
export const BANK_COLUMNS: readonly Column<InboxRow>[] = [
  { name: 'key', type: 'text', of: ({ key }) => toColumn(key) },
  { name: 'priority', type: 'smallint', of: ({ priority }) => priorityColumn(priority) },
  { name: 'state', type: 'text', of: ({ state }) => state },
  { name: 'open', type: 'boolean', of: (row) => !isEndedRow(row) },
  { name: 'epoch', type: 'bigint', of: ({ epoch }) => epoch },
  { name: 'rin', type: 'bigint', of: ({ rin }) => rin },
  { name: 'due_at', type: 'bigint', of: ({ dueAt }) => wholeMilliseconds(dueAt) },
  { name: 'worker', type: 'text', of: ({ worker }) => (worker === undefined ? null : toColumn(worker)) },
  { name: 'ended_at', type: 'bigint', of: ({ endedAt }) => (endedAt === undefined ? null : wholeMilliseconds(endedAt)) },
  { name: 'content', type: 'text', of: (row) => JSON.stringify(contentOf(row)), isLong: true },
];

function contentOf(row: InboxRow): Content {
  const { key: _key, priority: _priority, state: _state, epoch: _epoch, rin: _rin, dueAt: _dueAt, worker: _worker, endedAt: _endedAt, ...content } = row;
  return content;
}

/** A priority as its column holds it: the most urgent first. */
export function priorityColumn(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

function parsePriority(row: SqlRow): Priority {
  const priority = PRIORITIES[parseNumber(row, 'priority')];
  assert(priority !== undefined, 'column priority holds one of its values');
  return priority;
}

/** A row as {@link BANK_COLUMNS} stored it. */
export function parseBankRow(row: SqlRow): Versioned<InboxRow> {
  const endedAt = parseOptionalNumber(row, 'ended_at');
  const stored: InboxRow = {
    ...parseJson<Content>(parseRaw(row, 'content')),
    key: parseName(row, 'key'),
    priority: parsePriority(row),
    state: parseMember(row, 'state', STATES),
    epoch: parseNumber(row, 'epoch'),
    rin: parseNumber(row, 'rin'),
    dueAt: parseNumber(row, 'due_at'),
    ...(row['worker'] === null ? {} : { worker: parseName(row, 'worker') }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
  return { row: stored, version: parseNumber(row, 'version') };
}

/** Rows of several kinds, as one statement loads them. */
export function parseLoadedInbox(rows: readonly SqlRow[]): { readonly rows: readonly Versioned<InboxRow>[]; readonly seen: readonly SeenMessage[] } {
  const of = (kind: string): readonly SqlRow[] => rows.filter((row) => row['kind'] === kind);
  return { rows: of('row').map(parseBankRow), seen: of('seen').map(parseSeen) };
}

/** In the order of urgency, then of how long each row had been due before it was claimed. */
export function parseClaimed(rows: readonly SqlRow[]): readonly Versioned<InboxRow>[] {
  const order = (left: SqlRow, right: SqlRow, column: string): number => parseNumber(left, column) - parseNumber(right, column);
  return [...rows].sort((left, right) => order(left, right, 'priority') || order(left, right, 'was_due_at') || order(left, right, 'seq')).map(parseBankRow);
}

/** How many open rows of a kind there are. */
export function parseCount(row: SqlRow): InboxCount {
  return { priority: parsePriority(row), state: parseMember(row, 'state', COUNTED), count: parseNumber(row, 'count') };
}
