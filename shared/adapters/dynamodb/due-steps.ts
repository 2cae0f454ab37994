import { isDueStep } from '#shared/core/protocol/step.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { DueSteps } from '#shared/ports/step-store.ts';
import type { Item } from './attributes.ts';
import { AFTER_ALL, padded } from './keys.ts';
import { FRESH_LANES, parsePlace, partsOf, SENT_LANE, siteKey, UNWANTED_LANE, type LanePlace } from './lanes.ts';
import { pageSize, QUERY_PAGES_MAX } from './limits.ts';
import { inParallel } from './parallel.ts';
import { parseStep } from './step-items.ts';
import type { Table } from './table.ts';

/** What makes a step due, see `isDueStep`. `rin`: the largest known incarnation of the site's store. */
interface Moment extends Pick<DueSteps, 'site' | 'now' | 'cin'> {
  readonly rin: number;
}

/** A range of places within one part of a lane, and how many of one life are wanted. */
interface Search extends Moment {
  readonly part: string;
  readonly from: string;
  readonly to: string;
  readonly max: number;
}

/** See `StepStore.due`. The index names the steps; what they are is read from the table, so that what was dispatched meanwhile is left out. */
export async function dueSteps(table: Table, { fresh, open, ...moment }: DueSteps & { readonly rin: number }): Promise<readonly Versioned<StepRow>[]> {
  const [never, others] = await Promise.all([placesIn(table, { ...moment, lanes: FRESH_LANES, max: pageSize(fresh, 0) }), placesIn(table, { ...moment, lanes: [SENT_LANE, UNWANTED_LANE], max: pageSize(open, 0) })]);
  const byUrgency = never.toSorted((left, right) => FRESH_LANES.indexOf(laneOf(left)) - FRESH_LANES.indexOf(laneOf(right)) || left.dueAt - right.dueAt);
  const byAge = others.toSorted((left, right) => left.dueAt - right.dueAt);
  const chosen = [...byUrgency.slice(0, pageSize(fresh, 0)), ...byAge.slice(0, pageSize(open, 0))];
  const rows = new Map((await table.getAll(chosen.map(({ pk }) => ({ pk })))).map((item) => [item['pk'], item]));
  return chosen.flatMap(({ pk, lane }) => stillDue(rows.get(pk), lane, moment));
}

function stillDue(item: Item | undefined, lane: string, { now, cin, rin }: Moment): readonly Versioned<StepRow>[] {
  if (item === undefined || item['lane'] !== lane) return [];
  const step = parseStep(item);
  return isDueStep(step.row, { now: Math.floor(now), cin, rin, silenceMs: 0 }) ? [step] : [];
}

function laneOf({ lane }: LanePlace): string {
  return lane.slice(0, lane.lastIndexOf('.'));
}

async function placesIn(table: Table, { lanes, max, ...moment }: Moment & { readonly lanes: readonly string[]; readonly max: number }): Promise<readonly LanePlace[]> {
  if (max === 0) return [];
  const site = siteKey(moment.site);
  const life = `${site}#${padded(moment.cin)}#${padded(moment.rin)}#`;
  // Earlier incarnations come before the present one, where the time decides; later ones can only be there for who is himself of an earlier one.
  const ranges = [{ from: `${site}#`, to: `${life}${padded(Math.max(Math.floor(moment.now), 0))}#${AFTER_ALL}` }, { from: `${life}${AFTER_ALL}`, to: `${site}#${AFTER_ALL}` }];
  const searches = lanes.flatMap(partsOf).flatMap((part) => ranges.map((range): Search => ({ ...moment, ...range, part, max })));
  return (await inParallel(searches, (search) => placesOf(table, search))).flat();
}

/** The due places of a range: of each life the oldest, since within a life they stand by age; from there on to the next life. */
async function placesOf(table: Table, search: Search): Promise<readonly LanePlace[]> {
  const found: LanePlace[] = [];
  let { from } = search;
  for (let pages = 0; pages < QUERY_PAGES_MAX; pages += 1) {
    const keys = { text: '#lane = :part AND #laneKey BETWEEN :from AND :to', values: { part: search.part, from, to: search.to } };
    const { items, next } = await table.query({ index: 'lanes', keys, limit: search.max + 1 });
    const places = items.map(parsePlace).filter(({ laneKey }) => laneKey !== from);
    found.push(...places.filter((place) => isDue(place, search)));
    const last = places.at(-1);
    if (last === undefined || next === undefined) return found;
    const isLifeDone = !isDue(last, search) || places.filter(({ life }) => life === last.life).length >= search.max;
    from = isLifeDone ? `${last.life}#${AFTER_ALL}` : last.laneKey;
    if (from > search.to) return found;
  }
  return found;
}

function isDue({ life, rin, dueAt }: LanePlace, moment: Moment): boolean {
  return dueAt <= moment.now || rin < moment.rin || life < `${siteKey(moment.site)}#${padded(moment.cin)}`;
}
