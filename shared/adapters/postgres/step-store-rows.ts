import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import { isOpenStep } from '#shared/core/protocol/step.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { DoorBacklog, LoadedSteps } from '#shared/ports/step-store.ts';
import type { Column } from './door-columns.ts';
import { parseSeen } from './door-outbox.ts';
import { parseJson, parseNumber, parseOptionalNumber, parseRaw } from './rows.ts';
import type { SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** An open step is in one of three groups, each with a lane for each priority: what it is looked for and counted by. */
const GROUPS = ['fresh', 'sent', 'unwanted'] as const;
type Group = (typeof GROUPS)[number];

/** Never dispatched and still wanted. */
export const FRESH_LANES = lanesOf('fresh');
/** Dispatched at least once. */
export const SENT_LANES = lanesOf('sent');
/** Everything that is open and not fresh: what was never dispatched and is no longer wanted, too. */
export const OPEN_LANES: readonly number[] = [...SENT_LANES, ...lanesOf('unwanted')];
/** What is fresh lies below, in the order of its urgency. */
export const FIRST_OPEN_LANE = PRIORITIES.length;

function lanesOf(group: Group): readonly number[] {
  return PRIORITIES.map((priority) => laneOf(group, priority));
}

function laneOf(group: Group, priority: Priority): number {
  return GROUPS.indexOf(group) * PRIORITIES.length + PRIORITIES.indexOf(priority);
}

/** No lane: closed. */
function laneColumn(row: StepRow): number | null {
  if (!isOpenStep(row)) return null;
  if (row.att > 0) return laneOf('sent', row.priority);
  return laneOf(row.cancel === undefined ? 'fresh' : 'unwanted', row.priority);
}

/** What a row is found by stands in columns; the rest of it is `step`, and `body` apart because it hardly ever changes. */
export const STEP_COLUMNS: readonly Column<StepRow>[] = [
  { name: 'key', type: 'text', of: ({ key }) => toColumn(key) },
  { name: 'site', type: 'text', of: ({ site }) => toColumn(site) },
  { name: 'lane', type: 'smallint', of: laneColumn },
  { name: 'cin', type: 'bigint', of: ({ cin }) => cin },
  { name: 'rin', type: 'bigint', of: ({ rin }) => rin },
  { name: 'due_at', type: 'bigint', of: ({ dueAt }) => wholeMilliseconds(dueAt) },
  { name: 'closed_at', type: 'bigint', of: ({ closedAt }) => (closedAt === undefined ? null : wholeMilliseconds(closedAt)) },
  { name: 'step', type: 'text', of: ({ body: _body, ...step }) => JSON.stringify(step) },
  { name: 'body', type: 'text', of: ({ body }) => JSON.stringify(body), isLong: true },
];

/** A row as {@link STEP_COLUMNS} stored it. */
export function parseStep(row: SqlRow): Versioned<StepRow> {
  const step = parseJson<Omit<StepRow, 'body'>>(parseRaw(row, 'step'));
  return { row: { ...step, body: parseJson<JsonObject>(parseRaw(row, 'body')) }, version: parseNumber(row, 'version') };
}

/** Rows of several kinds, as one statement loads them. */
export function parseLoaded(rows: readonly SqlRow[]): LoadedSteps {
  const of = (kind: string): readonly SqlRow[] => rows.filter((row) => row['kind'] === kind);
  const [site] = of('site');
  return { rows: of('row').map(parseStep), seen: of('seen').map(parseSeen), standing: site === undefined ? { rin: 1 } : parseStanding(site) };
}

function parseStanding(row: SqlRow): LoadedSteps['standing'] {
  const slots = parseOptionalNumber(row, 'slots');
  const lag = parseOptionalNumber(row, 'lag');
  return { rin: parseNumber(row, 'number'), at: parseNumber(row, 'at'), ...(slots === undefined ? {} : { slots }), ...(lag === undefined ? {} : { lag }) };
}

/** Counts by lane, and of what is on its way out. */
export function parseBacklog(rows: readonly SqlRow[]): DoorBacklog {
  const sum = (kind: string, lanes: readonly number[]): number =>
    rows.filter((row) => row['kind'] === kind && lanes.includes(parseNumber(row, 'lane'))).reduce((total, row) => total + parseNumber(row, 'count'), 0);
  const byPriority = (...groups: readonly Group[]): DoorBacklog['open'] => {
    const [critical = 0, high = 0, normal = 0, low = 0] = PRIORITIES.map((priority) => sum('lane', groups.map((group) => laneOf(group, priority))));
    return { critical, high, normal, low };
  };
  return { fresh: byPriority('fresh'), open: byPriority('sent', 'unwanted'), messages: sum('messages', [0]), calls: sum('calls', [0]) };
}
