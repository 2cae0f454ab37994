import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { parseJson, parseText, type Item } from './attributes.ts';
import { assignment } from './expression.ts';
import { AFTER_ALL, padded, SHARD_COUNT, SHARDS } from './keys.ts';
import { pageSize, QUERY_PAGES_MAX } from './limits.ts';
import { beginningWith, merged, type Listed } from './merge.ts';
import { inParallel } from './parallel.ts';
import type { OutgoingKind } from './step-items.ts';
import type { Table } from './table.ts';

/** A claim of what is on its way out. */
export interface Claim {
  readonly now: number;
  readonly leaseMs: number;
  readonly max: number;
}

const ORDER_DIGITS = 6;

/** Numbers what goes out: by the clock, and within a millisecond of one process by its turn. */
export function createOrder(now: () => number): () => string {
  let last = 0;
  let turn = 0;
  return () => {
    const at = Math.max(wholeMilliseconds(now()), last);
    turn = at === last ? turn + 1 : 0;
    last = at;
    return `${padded(at)}${String(turn).padStart(ORDER_DIGITS, '0')}`;
  };
}

/**
 * Takes what nobody holds: first what somebody held for too long, which is older, then the rest by age. Who holds something is the item's own to say: of
 * several who want it, one is let through.
 */
export async function claimOutgoing<T>(table: Table, kind: OutgoingKind, claim: Claim): Promise<readonly T[]> {
  const max = pageSize(claim.max, 0);
  const taken: Item[] = [];
  const ranges = [{ from: '1#', to: `1#${padded(Math.max(Math.floor(claim.now), 0))}#${AFTER_ALL}` }, beginningWith('0#')];
  for (const range of ranges) {
    if (taken.length >= max) break;
    const parts = SHARDS.map((shard) => `${kind}.${String(shard)}`);
    const places = merged(table, { index: 'outgoing', keys: ['outShard', 'outKey'], parts, ...range, pageSize: Math.ceil(max / SHARD_COUNT) + 1, pagesMax: QUERY_PAGES_MAX });
    for (let group: readonly Item[] = await take(places, max - taken.length); group.length > 0; group = await take(places, max - taken.length)) {
      const held = await inParallel(group, (place) => hold(table, place, claim));
      taken.push(...held.filter((item) => item !== undefined));
    }
  }
  return taken.toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1)).map((item) => parseJson<T>(parseText(item, 'value')));
}

async function take(places: AsyncGenerator<Listed, void, undefined>, count: number): Promise<readonly Item[]> {
  const group: Item[] = [];
  while (group.length < count) {
    const { value, done } = await places.next();
    if (done === true || value === undefined || 'lookedAtTo' in value) break;
    group.push(value.item);
  }
  return group;
}

/** The item, now held; undefined when another one was quicker, or it is gone. */
function hold(table: Table, place: Item, { now, leaseMs }: Claim): Promise<Item | undefined> {
  const change = assignment({ outKey: `1#${padded(wholeMilliseconds(now + leaseMs))}#${orderOf(place)}` });
  const condition = { text: '#outKey = :was', values: { was: parseText(place, 'outKey') } };
  return table.update({ key: { pk: parseText(place, 'pk') }, change, condition });
}

function orderOf(item: Item): string {
  const outKey = parseText(item, 'outKey');
  return outKey.slice(outKey.lastIndexOf('#') + 1);
}
