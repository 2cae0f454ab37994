import { committable, partitionId, type HandedOut, type LogPlace } from '#shared/core/work/log-group.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogConsumer, LogPosition, LogRecord } from '#shared/ports/message-log.ts';
import { LOG_LOOK_MS, pageSize } from './limits.ts';
import { leaveGroup, replaced, takeTurn, type HeldLog, type Membership, type Share } from './message-log-group.ts';
import { COMMIT_PLACES, COMMITTED, MOVE_PLACES, POLL, RENEW_MEMBER } from './message-log-statements.ts';
import { boundsOf, parseRecord, placesAt } from './message-log-places.ts';
import { parseNumber } from './rows.ts';
import type { Run } from './run.ts';
import { toColumn } from './text.ts';
import type { WakeUps } from './wake-ups.ts';

/** Turns within a lease: each says that the member is alive, and looks for others that are not. */
const TURNS_PER_LEASE = 3;

export interface ConsumerTables {
  readonly run: Run;
  readonly transaction: <T>(work: (run: Run) => Promise<T>) => Promise<T>;
  readonly wakeUps: WakeUps;
}

/** A partition in the hands of a consumer. */
interface Holding extends HeldLog {
  next: number;
  /** First place given since it is held, or since the last jump. */
  first: number;
}

interface State {
  readonly tables: ConsumerTables;
  readonly membership: Membership;
  readonly held: Map<number, Holding>;
  readonly paused: Set<string>;
  generation: number;
  turnedAt: number;
  polls: number;
  gone: 'closed' | 'replaced' | undefined;
  /** Makes a poll that waits look again. */
  wake: () => void;
}

/** Joins a group as one more member; in place of the one that has the same name. */
export async function createConsumer(tables: ConsumerTables, membership: Membership): Promise<LogConsumer> {
  const state: State = { tables, membership, held: new Map(), paused: new Set(), generation: -1, turnedAt: 0, polls: 0, gone: undefined, wake: () => {} };
  await turn(state, true);
  const unlisten = tables.wakeUps.listen((topic) => {
    if (membership.topics.includes(topic)) state.wake();
  });
  const renewal = setInterval(() => void renew(state), membership.leaseMs / TURNS_PER_LEASE).unref();
  const stop = (): void => {
    clearInterval(renewal);
    unlisten();
  };
  return {
    poll: (request) => poll(state, request),
    commit: ({ records }) => commit(state, records),
    rewind: ({ topics }) => rewind(state, topics),
    pause: async ({ topics }) => {
      requireMember(state);
      topics.forEach((topic) => state.paused.add(topic));
    },
    resume: async ({ topics }) => {
      requireMember(state);
      topics.forEach((topic) => state.paused.delete(topic));
    },
    seek: ({ topic, to }) => seek(state, topic, to),
    lag: () => lagOf(state),
    close: async () => {
      stop();
      await leave(state);
    },
  };
}

function requireMember({ gone }: State): void {
  if (gone === 'replaced') throw replaced();
  if (gone === 'closed') throw new UwfError('UWF-5002', undefined, { details: { reason: 'closed' } });
}

async function leave(state: State): Promise<void> {
  const { gone, membership, tables } = state;
  if (gone === 'closed') return;
  state.gone = 'closed';
  state.held.clear();
  state.wake();
  if (gone === 'replaced') return;
  // Where that cannot be said now, the end of the lease says it.
  await tables.transaction((run) => leaveGroup(run, membership)).catch(() => undefined);
  membership.topics.forEach((topic) => tables.wakeUps.published(topic));
}

/** Takes a turn in the group, and tells the others when they have to look, too. */
async function turn(state: State, isJoining: boolean): Promise<void> {
  const { tables, membership } = state;
  const share = await tables.transaction((run) => takeTurn(run, membership, isJoining)).catch((error: unknown) => {
    if (error instanceof UwfError && error.details['reason'] === 'replaced') state.gone ??= 'replaced';
    throw error;
  });
  state.turnedAt = performance.now();
  state.generation = share.generation;
  hold(state, share);
  if (share.isNews) membership.topics.forEach((topic) => tables.wakeUps.published(topic));
}

/** What is held still goes on where it is; what is new starts at the group's position. */
function hold({ held }: State, share: Share): void {
  const now = new Map(share.held.map((log) => [log.id, log]));
  for (const [id, { epoch }] of held) if (now.get(id)?.epoch !== epoch) held.delete(id);
  for (const log of share.held) if (!held.has(log.id)) held.set(log.id, { ...log, next: log.committed, first: log.committed });
}

/** While nobody polls: a consumer that is busy is not a dead one. What cannot be renewed shows in the next poll. */
async function renew({ tables, membership, gone }: State): Promise<void> {
  if (gone !== undefined) return;
  await tables.run('log-renew', RENEW_MEMBER, [toColumn(membership.group), membership.member, membership.leaseMs]).catch(() => undefined);
}

async function poll(state: State, { max, waitMs }: { readonly max: number; readonly waitMs: number }): Promise<readonly LogRecord[]> {
  requireMember(state);
  const until = performance.now() + waitMs;
  for (;;) {
    const news = expectNews(state);
    const records = await take(state, pageSize(max, 0)).catch((error: unknown) => {
      news.cancel();
      throw error;
    });
    const leftMs = until - performance.now();
    if (records.length > 0 || leftMs <= 0 || max < 1 || state.gone !== undefined) {
      news.cancel();
      return records;
    }
    await news.within(Math.min(leftMs, LOG_LOOK_MS));
    if (state.gone === 'closed') return [];
  }
}

/** From now on: what comes before it is waited for is not missed. */
function expectNews(state: State): { within(ms: number): Promise<void>; cancel(): void } {
  let wake: () => void = () => {};
  const news = new Promise<void>((resolve) => {
    wake = resolve;
    state.wake = resolve;
  });
  return {
    cancel: wake,
    within: async (ms) => {
      const timer = setTimeout(wake, ms);
      await news;
      clearTimeout(timer);
    },
  };
}

/** The next records. When the group has changed, the share is settled first: it may be another one by now. */
async function take(state: State, max: number): Promise<readonly LogRecord[]> {
  const { tables, membership } = state;
  if (performance.now() - state.turnedAt > membership.leaseMs / TURNS_PER_LEASE) await turn(state, false);
  state.polls += 1;
  const rotated = rotate([...state.held.values()], state.polls).filter(({ topic }) => !state.paused.has(topic));
  const rows = await tables.run('log-poll', POLL, [toColumn(membership.group), rotated.map(({ id }) => id), rotated.map(({ next }) => next), max]);
  if (state.gone !== undefined) return [];
  if (rows[0] === undefined || parseNumber(rows[0], 'generation') !== state.generation) {
    await turn(state, false);
    return [];
  }
  return rows.flatMap((row) => {
    const holding = row['log_id'] === null ? undefined : state.held.get(parseNumber(row, 'log_id'));
    if (holding === undefined) return [];
    const record = parseRecord(row, holding);
    holding.next = record.offset + 1;
    return [record];
  });
}

/** Another one is the first each time, so that a full partition does not keep the others waiting for ever. */
function rotate(holdings: readonly Holding[], polls: number): readonly Holding[] {
  const start = holdings.length === 0 ? 0 : polls % holdings.length;
  return [...holdings.slice(start), ...holdings.slice(0, start)];
}

async function commit(state: State, records: readonly LogPlace[]): Promise<void> {
  requireMember(state);
  const { tables, membership, held } = state;
  const byPlace = new Map([...held.values()].map((holding) => [partitionId(holding), holding]));
  const handedOut = new Map([...byPlace].map(([id, { first, next }]): readonly [string, HandedOut] => [id, { first, next }]));
  const places = committable(handedOut, records).flatMap((place) => {
    const holding = byPlace.get(partitionId(place));
    return holding === undefined ? [] : [{ id: holding.id, epoch: holding.epoch, place: place.offset }];
  });
  if (places.length > 0) await tables.run('log-commit', COMMIT_PLACES, [toColumn(membership.group), membership.member, ...columnsOf(places)]);
}

function columnsOf(places: readonly { readonly id: number; readonly epoch: number; readonly place: number }[]): readonly (readonly number[])[] {
  return [places.map(({ id }) => id), places.map(({ epoch }) => epoch), places.map(({ place }) => place)];
}

function holdingsOf({ held }: State, topics: readonly string[]): readonly Holding[] {
  return [...held.values()].filter(({ topic }) => topics.includes(topic));
}

async function rewind(state: State, topics: readonly string[]): Promise<void> {
  requireMember(state);
  const committed = await committedOf(state, holdingsOf(state, topics));
  for (const holding of holdingsOf(state, topics)) jump(holding, committed.get(holding.id) ?? 0);
}

async function committedOf({ tables, membership }: State, holdings: readonly Holding[]): Promise<ReadonlyMap<number, number>> {
  if (holdings.length === 0) return new Map();
  const rows = await tables.run('log-committed', COMMITTED, [toColumn(membership.group), holdings.map(({ id }) => id)]);
  return new Map(rows.map((row) => [parseNumber(row, 'log_id'), parseNumber(row, 'committed')]));
}

function jump(holding: Holding, to: number): void {
  holding.next = to;
  holding.first = to;
}

async function seek(state: State, topic: string, to: LogPosition): Promise<void> {
  requireMember(state);
  const { tables, membership } = state;
  const holdings = holdingsOf(state, [topic]);
  const targets = await placesAt(tables.run, holdings.map(({ id }) => id), to);
  const places = holdings.map((holding) => ({ id: holding.id, epoch: holding.epoch, place: targets.get(holding.id) ?? 0 }));
  if (places.length > 0) await tables.run('log-move', MOVE_PLACES, [toColumn(membership.group), membership.member, ...columnsOf(places)]);
  for (const holding of holdings) jump(holding, targets.get(holding.id) ?? 0);
}

async function lagOf(state: State): Promise<readonly { readonly topic: string; readonly records: number }[]> {
  requireMember(state);
  const holdings = [...state.held.values()];
  const [committed, bounds] = await Promise.all([committedOf(state, holdings), boundsOf(state.tables.run, holdings.map(({ id }) => id))]);
  const lag = new Map<string, number>();
  for (const { id, topic } of holdings) {
    const { begin, end } = bounds.get(id) ?? { begin: 0, end: 0 };
    lag.set(topic, (lag.get(topic) ?? 0) + end - Math.max(committed.get(id) ?? 0, begin));
  }
  return [...lag].map(([topic, records]) => ({ topic, records }));
}
