import { committable, partitionId, shareOut, type HandedOut, type LogPlace } from '#shared/core/work/log-group.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogConsumer, LogPosition, LogRecord } from '#shared/ports/message-log.ts';
import { pageSize } from './limits.ts';
import { endOf, offsetOf, recordsFrom, type LogPartition, type LogTopics } from './message-log-partition.ts';

/** What a group has committed, and its members by name. */
export interface LogGroup {
  readonly committed: Map<string, number>;
  readonly members: Map<string, LogMember>;
}

interface LogMember extends LogConsumer {
  readonly topics: readonly string[];
  readonly held: Map<string, Holding>;
  /** Another member has come under the same name. */
  replaced(): void;
}

/** A partition in the hands of a member. */
interface Holding {
  readonly topic: string;
  readonly partition: number;
  readonly log: LogPartition;
  next: number;
  /** Offsets given since it is held, or since the last jump. */
  first: number;
}

interface Joining {
  readonly group: LogGroup;
  readonly topicOf: LogTopics;
  /** Called whenever something is appended. */
  readonly waiting: Set<() => void>;
  readonly topics: readonly string[];
  readonly consumer: string;
}

/** Joins a group. A member of the same name is replaced: that is the same consumer, started again. */
export function joinGroup(joining: Joining): LogConsumer {
  const { group, consumer } = joining;
  group.members.get(consumer)?.replaced();
  const member = createMember(joining);
  group.members.set(consumer, member);
  shareGroup(joining);
  return member;
}

/** What a member knows of itself. */
interface MemberState extends Joining {
  readonly held: Map<string, Holding>;
  readonly paused: Set<string>;
  gone: 'closed' | 'replaced' | undefined;
  /** Counts polls. */
  turn: number;
  /** Makes a poll that waits look again. */
  wake: () => void;
}

function createMember(joining: Joining): LogMember {
  const state: MemberState = { ...joining, held: new Map(), paused: new Set(), gone: undefined, turn: 0, wake: () => {} };
  const { group, held, paused } = state;
  const of = (topics: readonly string[]): readonly Holding[] => [...held.values()].filter(({ topic }) => topics.includes(topic));
  const asMember = async (work: () => void): Promise<void> => {
    requireMember(state);
    work();
  };
  return {
    topics: [...new Set(joining.topics)],
    held,
    replaced: () => leave(state, 'replaced'),
    poll: (request) => poll(state, request),
    commit: ({ records }) => asMember(() => commit(state, records)),
    rewind: ({ topics }) => asMember(() => of(topics).forEach((holding) => jump(holding, startOf(group, holding)))),
    pause: ({ topics }) => asMember(() => topics.forEach((topic) => paused.add(topic))),
    resume: ({ topics }) => asMember(() => topics.forEach((topic) => paused.delete(topic))),
    seek: ({ topic, to }) => asMember(() => of([topic]).forEach((holding) => seek(group, holding, to))),
    lag: async () => {
      requireMember(state);
      return lagOf(group, [...held.values()]);
    },
    close: async () => {
      leave(state, 'closed');
      shareGroup(joining);
    },
  };
}

function requireMember({ gone }: MemberState): void {
  if (gone !== undefined) throw new UwfError('UWF-5002', gone === 'replaced' ? 'another consumer of this name has joined the group' : undefined, { details: { reason: gone } });
}

function leave(state: MemberState, why: 'closed' | 'replaced'): void {
  const { group, consumer, held } = state;
  state.gone ??= why;
  if (group.members.get(consumer)?.held === held) group.members.delete(consumer);
  held.clear();
  state.wake();
}

async function poll(state: MemberState, { max, waitMs }: { readonly max: number; readonly waitMs: number }): Promise<readonly LogRecord[]> {
  requireMember(state);
  state.turn += 1;
  const records = take(state, max);
  if (records.length > 0 || waitMs <= 0 || max < 1) return records;
  await waitForNews(state, waitMs);
  if (state.gone === 'replaced') requireMember(state);
  return take(state, max);
}

function commit({ group, held }: MemberState, records: readonly LogPlace[]): void {
  const handedOut = new Map([...held].map(([id, { first, next }]): readonly [string, HandedOut] => [id, { first, next }]));
  for (const place of committable(handedOut, records)) group.committed.set(partitionId(place), Math.max(group.committed.get(partitionId(place)) ?? 0, place.offset));
}

function take({ held, paused, turn }: MemberState, max: number): readonly LogRecord[] {
  const all = [...held.values()];
  // Another one is the first each time, so that a full partition does not keep the others waiting for ever.
  const start = all.length === 0 ? 0 : turn % all.length;
  const records: LogRecord[] = [];
  for (const holding of [...all.slice(start), ...all.slice(0, start)]) {
    if (paused.has(holding.topic)) continue;
    const found = recordsFrom(holding.log, holding.next, pageSize(max, 0) - records.length);
    records.push(...found);
    holding.next = (found.at(-1)?.offset ?? holding.next - 1) + 1;
  }
  return records;
}

function hasNews({ gone, held, paused }: MemberState): boolean {
  return gone !== undefined || [...held.values()].some(({ topic, log, next }) => !paused.has(topic) && endOf(log) > next);
}

/** Until something is there, the member is gone, or the time is over. */
function waitForNews(state: MemberState, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      state.waiting.delete(look);
      resolve();
    };
    const look = (): void => {
      if (hasNews(state)) end();
    };
    const timer = setTimeout(end, waitMs);
    state.waiting.add(look);
    state.wake = look;
  });
}

function startOf(group: LogGroup, { topic, partition, log }: Omit<Holding, 'next' | 'first'>): number {
  return Math.max(group.committed.get(partitionId({ topic, partition })) ?? 0, log.begin);
}

function jump(holding: Holding, to: number): void {
  holding.next = to;
  holding.first = to;
}

function seek(group: LogGroup, holding: Holding, to: LogPosition): void {
  const offset = offsetOf(holding.log, to);
  group.committed.set(partitionId(holding), offset);
  jump(holding, offset);
}

function lagOf(group: LogGroup, held: readonly Holding[]): readonly { readonly topic: string; readonly records: number }[] {
  const lag = new Map<string, number>();
  for (const holding of held) lag.set(holding.topic, (lag.get(holding.topic) ?? 0) + endOf(holding.log) - startOf(group, holding));
  return [...lag].map(([topic, records]) => ({ topic, records }));
}

/** Spreads the partitions over the members anew. Nothing runs in between, so who loses one and who gets it change hands at once. */
function shareGroup({ group, topicOf, waiting }: Joining): void {
  const members = [...group.members];
  for (const topic of new Set(members.flatMap(([, member]) => member.topics))) {
    const wanting = members.filter(([, member]) => member.topics.includes(topic));
    const logs = topicOf(topic);
    const partitions = logs.map((_log, partition) => {
      const holder = wanting.find(([, member]) => member.held.has(partitionId({ topic, partition })))?.[0];
      return { partition, ...(holder === undefined ? {} : { holder }) };
    });
    const owners = shareOut(topic, partitions, wanting.map(([name]) => name));
    logs.forEach((log, partition) => {
      const id = partitionId({ topic, partition });
      for (const [name, member] of wanting) {
        if (owners.get(partition) !== name) member.held.delete(id);
        else if (!member.held.has(id)) member.held.set(id, holdingOf(group, { topic, partition, log }));
      }
    });
  }
  [...waiting].forEach((look) => look());
}

function holdingOf(group: LogGroup, place: { readonly topic: string; readonly partition: number; readonly log: LogPartition }): Holding {
  const start = startOf(group, place);
  return { ...place, next: start, first: start };
}
