import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { OutgoingMessage, SeenMessage, Versioned } from '#shared/ports/door-outbox.ts';
import type { EngineCall, SiteStanding } from '#shared/ports/step-store.ts';
import { parseJson, parseNumber, parseOptionalNumber, parseText, type Item } from './attributes.ts';
import { expiryOf } from './expiry.ts';
import { keyOf, shardOf } from './keys.ts';
import { laneAttributes } from './lanes.ts';

export function stepKey(key: string): Item {
  return { pk: `s#${keyOf(key)}` };
}

export function seenKey(mid: string): Item {
  return { pk: `x#${keyOf(mid)}` };
}

export function siteItemKey(site: string): Item {
  return { pk: `t#${keyOf(site)}` };
}

/** What is on its way out: messages and calls of the engine. */
export type OutgoingKind = 'm' | 'c';

export function outgoingKey(kind: OutgoingKind, id: string): Item {
  return { pk: `${kind}#${keyOf(id)}` };
}

/** A row as it is written. Once it is closed it is kept for a while. */
export function stepItem({ row, version }: Versioned<StepRow>, keepMs: number): Item {
  const { closedAt } = row;
  const expiry = closedAt === undefined ? {} : { closedAt, ...expiryOf(closedAt, keepMs) };
  return { ...stepKey(row.key), version, row: JSON.stringify(row), ...laneAttributes(row), ...expiry };
}

/** A row as {@link stepItem} stored it. */
export function parseStep(item: Item): Versioned<StepRow> {
  return { row: parseJson<StepRow>(parseText(item, 'row')), version: parseNumber(item, 'version') };
}

/** Kept until it could not be accepted any more anyway. */
export function seenItem(seen: SeenMessage): Item {
  return { ...seenKey(seen.mid), seen: JSON.stringify(seen), until: seen.until, ...expiryOf(seen.until, 0) };
}

/** One as {@link seenItem} stored it. */
export function parseSeen(item: Item): SeenMessage {
  return parseJson<SeenMessage>(parseText(item, 'seen'));
}

/** The attributes of something on its way out that nobody holds. */
export function outgoingAttributes(kind: OutgoingKind, id: string, { value, order }: { readonly value: OutgoingMessage | EngineCall; readonly order: string }): Item {
  return { value: JSON.stringify(value), outShard: `${kind}.${String(shardOf(id))}`, outKey: `0#${order}` };
}

/** A site as its reports left it. */
export function parseSite(item: Item): SiteStanding {
  const slots = parseOptionalNumber(item, 'slots');
  const lag = parseOptionalNumber(item, 'lag');
  return { rin: parseNumber(item, 'rin'), at: parseNumber(item, 'at'), ...(slots === undefined ? {} : { slots }), ...(lag === undefined ? {} : { lag }) };
}
