import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import { isOpenStep } from '#shared/core/protocol/step.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import { parseText, type Item } from './attributes.ts';
import { keyOf, padded, SHARDS, shardOf } from './keys.ts';

/**
 * An open step is in one lane of the index: one for each priority of those that were never dispatched and are still wanted, in the order of their urgency;
 * one for those that were dispatched; one for the rest, which was never dispatched and is not wanted any more.
 */
export const FRESH_LANES: readonly string[] = PRIORITIES.map((_, rank) => `fresh-${String(rank)}`);
export const SENT_LANE = 'sent';
export const UNWANTED_LANE = 'unwanted';

/** Where a step stands in the index; a closed one is in no lane. */
export function laneAttributes(row: StepRow): Item {
  if (!isOpenStep(row)) return {};
  const rank = PRIORITIES.indexOf(row.priority);
  const laneKey = [siteKey(row.site), padded(row.cin), padded(row.rin), padded(wholeMilliseconds(row.dueAt)), String(rank), keyOf(row.key)].join('#');
  return { lane: `${laneOf(row, rank)}.${String(shardOf(row.key))}`, laneKey };
}

function laneOf({ att, cancel }: StepRow, rank: number): string {
  if (att > 0) return SENT_LANE;
  return cancel === undefined ? `fresh-${String(rank)}` : UNWANTED_LANE;
}

/** The parts of a lane. */
export function partsOf(lane: string): readonly string[] {
  return SHARDS.map((shard) => `${lane}.${String(shard)}`);
}

/** What the places of a site begin with. */
export function siteKey(site: string): string {
  return keyOf(site);
}

/** A step as the index tells of it. */
export interface LanePlace {
  readonly pk: string;
  readonly laneKey: string;
  readonly lane: string;
  /** Site and incarnations that it was dispatched under: what its place begins with. */
  readonly life: string;
  readonly rin: number;
  readonly dueAt: number;
  readonly priority: Priority;
}

/** A place as {@link laneAttributes} made it. */
export function parsePlace(item: Item): LanePlace {
  const laneKey = parseText(item, 'laneKey');
  const [site = '', cin = '', rin = '', dueAt = '', rank = ''] = laneKey.split('#');
  const priority = PRIORITIES[Number(rank)];
  assert(priority !== undefined, 'a place names one of the priorities');
  return { pk: parseText(item, 'pk'), laneKey, lane: parseText(item, 'lane'), life: `${site}#${cin}#${rin}`, rin: Number(rin), dueAt: Number(dueAt), priority };
}
