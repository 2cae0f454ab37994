import { partitionOf } from './log-partition.ts';

/** A partition of a topic, and who holds it in a group. */
export interface HeldPartition {
  readonly partition: number;
  /** Absent: nobody. */
  readonly holder?: string;
}

/**
 * Who should hold which partition of a topic: evenly spread over the members that want the topic, and left with its holder where that is even.
 * Equal arguments give equal answers whatever their order, so members that see the same agree without talking. Empty without members.
 */
export function shareOut(topic: string, partitions: readonly HeldPartition[], members: readonly string[]): ReadonlyMap<number, string> {
  const quotas = quotasOf(topic, partitions.length, members);
  const owners = new Map<number, string>();
  const ordered = [...partitions].sort((left, right) => left.partition - right.partition);
  for (const { partition, holder } of ordered) if (holder !== undefined && takeOne(quotas, holder)) owners.set(partition, holder);
  for (const { partition } of ordered) {
    const next = owners.has(partition) ? undefined : [...quotas].find(([, left]) => left > 0)?.[0];
    if (next !== undefined && takeOne(quotas, next)) owners.set(partition, next);
  }
  return owners;
}

/** How many each member may hold. What cannot be divided goes to other members from topic to topic. */
function quotasOf(topic: string, partitions: number, members: readonly string[]): Map<string, number> {
  const sorted = [...new Set(members)].sort();
  const count = Math.max(sorted.length, 1);
  const start = partitionOf(topic, count);
  const rotated = [...sorted.slice(start), ...sorted.slice(0, start)];
  return new Map(rotated.map((member, index) => [member, Math.floor(partitions / count) + (index < partitions % count ? 1 : 0)]));
}

function takeOne(quotas: Map<string, number>, member: string): boolean {
  const left = quotas.get(member) ?? 0;
  if (left > 0) quotas.set(member, left - 1);
  return left > 0;
}

/** Offsets that a member was given since it holds a partition: from `first` to before `next`. */
export interface HandedOut {
  readonly first: number;
  readonly next: number;
}

/** Where a record lies. */
export interface LogPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** One text for a partition of a topic, to find it by. */
export function partitionId({ topic, partition }: Omit<LogPlace, 'offset'>): string {
  return `${String(partition)} ${topic}`;
}

/**
 * What a commit of these records may write: the place behind the last one of each partition. Records that the member was not given since it
 * holds their partition are left out: another member may have gone on from there.
 */
export function committable(handedOut: ReadonlyMap<string, HandedOut>, records: readonly LogPlace[]): readonly LogPlace[] {
  const behind = new Map<string, LogPlace>();
  for (const { topic, partition, offset } of records) {
    const id = partitionId({ topic, partition });
    const given = handedOut.get(id);
    if (given === undefined || offset < given.first || offset >= given.next) continue;
    if (offset >= (behind.get(id)?.offset ?? 0)) behind.set(id, { topic, partition, offset: offset + 1 });
  }
  return [...behind.values()];
}
