import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { DoorBacklog } from '#shared/ports/step-store.ts';
import { SHARDS } from './keys.ts';
import { FRESH_LANES, parsePlace, partsOf, SENT_LANE, siteKey, UNWANTED_LANE } from './lanes.ts';
import { COUNT_MAX } from './limits.ts';
import { beginningWith } from './merge.ts';
import { inParallel } from './parallel.ts';
import type { OutgoingKind } from './step-items.ts';
import type { Table } from './table.ts';

/** How many steps were dispatched to a site and have no end: exact up to `COUNT_MAX`, and behind by moments. */
export async function openStepsOf(table: Table, site: string): Promise<number> {
  const values = beginningWith(`${siteKey(site)}#`);
  return sumOf(partsOf(SENT_LANE), (part) => table.count({ index: 'lanes', keys: { text: '#lane = :part AND #laneKey BETWEEN :from AND :to', values: { ...values, part } } }));
}

/** What waits, counted in the index: exact up to `COUNT_MAX` for each part of a list, and behind by moments. It reads all that it counts. */
export async function backlogOf(table: Table): Promise<DoorBacklog> {
  const fresh = await inParallel(FRESH_LANES, (lane) => sumOf(partsOf(lane), (part) => table.count({ index: 'lanes', keys: { text: '#lane = :part', values: { part } } })));
  const open = await inParallel([SENT_LANE, UNWANTED_LANE].flatMap(partsOf), (part) => countsByPriority(table, part));
  const [messages, calls] = await Promise.all([outgoingOf(table, 'm'), outgoingOf(table, 'c')]);
  return { fresh: byPriority((rank) => fresh[rank] ?? 0), open: byPriority((rank) => open.reduce((sum, counts) => sum + (counts[rank] ?? 0), 0)), messages, calls };
}

function byPriority(count: (rank: number) => number): DoorBacklog['open'] {
  return { critical: count(0), high: count(1), normal: count(2), low: count(3) };
}

/** In the order of {@link PRIORITIES}. */
async function countsByPriority(table: Table, part: string): Promise<readonly number[]> {
  const counts = PRIORITIES.map(() => 0);
  let counted = 0;
  let page = await table.query({ index: 'lanes', keys: { text: '#lane = :part', values: { part } } });
  for (;;) {
    for (const { priority } of page.items.map(parsePlace)) {
      const rank = PRIORITIES.indexOf(priority);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    counted += page.items.length;
    if (page.next === undefined || counted >= COUNT_MAX) return counts;
    page = await table.query({ index: 'lanes', keys: { text: '#lane = :part', values: { part } }, from: page.next });
  }
}

function outgoingOf(table: Table, kind: OutgoingKind): Promise<number> {
  const parts = SHARDS.map((shard) => `${kind}.${String(shard)}`);
  return sumOf(parts, (part) => table.count({ index: 'outgoing', keys: { text: '#outShard = :part', values: { part } } }));
}

async function sumOf(parts: readonly string[], count: (part: string) => Promise<number>): Promise<number> {
  return (await inParallel(parts, count)).reduce((sum, each) => sum + each, 0);
}
