import { shareOut } from '#shared/core/work/log-group.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { CREATE_GROUP, ENROL, EXPEL, EXPIRE, GIVE_UP, HOLDERS, LEAVE, LEAVE_POSITIONS, LOCK_GROUP, MEMBERS, NEXT_GENERATION, TAKE_OVER } from './message-log-statements.ts';
import { parseJson, parseName, parseNumber, parseRaw } from './rows.ts';
import type { Run } from './run.ts';
import type { SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** Who joins which group. */
export interface Membership {
  readonly group: string;
  /** Name of the consumer: the same after a restart. */
  readonly consumer: string;
  /** Of this very consumer: never the same again. */
  readonly member: string;
  readonly topics: readonly string[];
  readonly leaseMs: number;
}

/** A partition that a member holds since an epoch, and where the group stands in it. */
export interface HeldLog {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly committed: number;
}

/** What a member holds in a generation of its group. */
export interface Share {
  readonly generation: number;
  readonly held: readonly HeldLog[];
  /** Others have to look at what they hold. */
  readonly isNews: boolean;
}

/**
 * One turn of a member: says that it is alive, gives up what is another one's share, takes what is its own and free. Members that see the
 * same agree on the shares, so a few turns of each settle them, and nobody takes what another living one still holds. To be run in a
 * transaction. Errors: `UWF-5002` when another consumer has come under its name.
 */
export async function takeTurn(run: Run, membership: Membership, isJoining: boolean): Promise<Share> {
  const group = toColumn(membership.group);
  await run('log-create-group', CREATE_GROUP, [group]);
  const [locked] = await run('log-lock-group', LOCK_GROUP, [group]);
  const expelled = isJoining
    ? await run('log-expel', EXPEL, [group, toColumn(membership.consumer), membership.member])
    : await run('log-expire', EXPIRE, [group, membership.member]);
  const members = await enrol(run, membership);
  const changes = changesOf(membership, members, await run('log-holders', HOLDERS, [group, membership.topics.map(toColumn)]));
  if (changes.given.length > 0) await run('log-give-up', GIVE_UP, [group, membership.member, changes.given]);
  const taken = changes.taken.length > 0 ? await run('log-take-over', TAKE_OVER, [group, membership.member, changes.taken.map(({ id }) => id)]) : [];
  const isNews = members.isNew || expelled.length > 0 || changes.given.length > 0 || taken.length > 0;
  const [next] = isNews ? await run('log-next-generation', NEXT_GENERATION, [group]) : [locked];
  return { generation: next === undefined ? 0 : parseNumber(next, 'generation'), held: [...changes.kept, ...takenLogs(changes.taken, taken)], isNews };
}

interface Members {
  readonly isNew: boolean;
  /** Members that want a topic. */
  readonly wanting: (topic: string) => readonly string[];
  readonly living: ReadonlySet<string>;
}

async function enrol(run: Run, { group, consumer, member, topics, leaseMs }: Membership): Promise<Members> {
  const rows = await run('log-members', MEMBERS, [toColumn(group)]);
  if (rows.some((row) => parseName(row, 'consumer') === consumer && parseRaw(row, 'member') !== member)) throw replaced();
  await run('log-enrol', ENROL, [toColumn(group), member, toColumn(consumer), JSON.stringify(topics), leaseMs]);
  const others = rows.filter((row) => parseRaw(row, 'member') !== member);
  const wishes = new Map([[member, topics], ...others.map((row) => [parseRaw(row, 'member'), parseJson<readonly string[]>(parseRaw(row, 'topics'))] as const)]);
  return { isNew: others.length === rows.length, living: new Set(wishes.keys()), wanting: (topic) => [...wishes].flatMap(([name, wanted]) => (wanted.includes(topic) ? [name] : [])) };
}

/** What every call of a consumer ends in once another one has come under its name. */
export function replaced(): UwfError {
  return new UwfError('UWF-5002', 'another consumer of this name has joined the group', { details: { reason: 'replaced' } });
}

interface Changes {
  readonly kept: readonly HeldLog[];
  readonly given: readonly number[];
  readonly taken: readonly Omit<HeldLog, 'epoch' | 'committed'>[];
}

function changesOf({ member, topics }: Membership, { wanting, living }: Members, rows: readonly SqlRow[]): Changes {
  const logs = rows.map((row) => ({ ...logOf(row), holder: row['holder'] === null ? undefined : parseRaw(row, 'holder'), epoch: parseNumber(row, 'epoch'), committed: parseNumber(row, 'committed') }));
  const shares = topics.flatMap((topic) => {
    const ofTopic = logs.filter((log) => log.topic === topic);
    const owners = shareOut(topic, ofTopic.map(({ partition, holder }) => ({ partition, ...(holder === undefined || !living.has(holder) ? {} : { holder }) })), wanting(topic));
    return ofTopic.map((log) => ({ ...log, isMine: owners.get(log.partition) === member }));
  });
  return {
    kept: shares.filter(({ holder, isMine }) => isMine && holder === member),
    given: shares.flatMap(({ holder, isMine, id }) => (!isMine && holder === member ? [id] : [])),
    taken: shares.filter(({ holder, isMine }) => isMine && holder !== member && (holder === undefined || !living.has(holder))),
  };
}

function logOf(row: SqlRow): Omit<HeldLog, 'epoch' | 'committed'> {
  return { id: parseNumber(row, 'id'), topic: parseName(row, 'topic'), partition: parseNumber(row, 'partition') };
}

function takenLogs(wanted: Changes['taken'], rows: readonly SqlRow[]): readonly HeldLog[] {
  return rows.flatMap((row) => {
    const log = wanted.find(({ id }) => id === parseNumber(row, 'log_id'));
    return log === undefined ? [] : [{ id: log.id, topic: log.topic, partition: log.partition, epoch: parseNumber(row, 'epoch'), committed: parseNumber(row, 'committed') }];
  });
}

/** Leaves a group at once, so that others need not wait for the end of a lease. To be run in a transaction. */
export async function leaveGroup(run: Run, { group, member }: Membership): Promise<void> {
  const name = toColumn(group);
  await run('log-lock-group', LOCK_GROUP, [name]);
  await run('log-leave', LEAVE, [name, member]);
  await run('log-leave-positions', LEAVE_POSITIONS, [name, member]);
  await run('log-next-generation', NEXT_GENERATION, [name]);
}
