import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { SiteReport } from '#shared/ports/step-store.ts';
import type { Item } from './attributes.ts';
import { assignment } from './expression.ts';
import { siteItemKey } from './step-items.ts';
import type { Table } from './table.ts';

/** Keeps what a site tells of itself. Of incarnations the largest stays: almost always it is the one that is known, so that is tried first. */
export async function reportSite(table: Table, { site, rin, slots, lag, at }: SiteReport): Promise<void> {
  const key = siteItemKey(site);
  const told: Item = { at: wholeMilliseconds(at), ...(slots === undefined ? {} : { slots: wholeMilliseconds(slots) }), ...(lag === undefined ? {} : { lag: wholeMilliseconds(lag) }) };
  const known = { key, change: assignment(told), condition: { text: '#rin >= :told', values: { told: rin } } };
  if ((await table.update(known)) !== undefined) return;
  const isNewer = { text: 'attribute_not_exists(#rin) OR #rin < :told', values: { told: rin } };
  // Refused only when somebody else told a larger one in between.
  if ((await table.update({ key, change: assignment({ ...told, rin }), condition: isNewer })) === undefined) await table.update(known);
}
