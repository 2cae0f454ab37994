import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaConsumer } from 'node-rdkafka';
import { committable, type LogPlace } from '#shared/core/work/log-group.ts';
import type { LogConsumer, LogPosition, LogRecord } from '#shared/ports/message-log.ts';
import { answerOf, disconnectClient } from './client.ts';
import { commitOffsets } from './commit.ts';
import type { KafkaOptions } from './config.ts';
import { closed, fromKafkaError, KAFKA_ERRORS, replaced } from './errors.ts';
import { COMMIT_MS_MAX, pageSize, REQUEST_MS_MAX, RETRY_DELAY_MS } from './limits.ts';
import { joinKafkaGroup, type GroupMember } from './member.ts';
import { boundsOf, offsetIn, targetsOf, type Place, type PlaceOffset } from './offsets.ts';

/** Where a partition that has no commit starts. */
const BEGINNING = -2;

/** A commit that ends so comes from somebody who does not hold the partitions any more: nothing is written. */
const LOST: ReadonlySet<number> = new Set([KAFKA_ERRORS.illegalGeneration, KAFKA_ERRORS.unknownMember, KAFKA_ERRORS.fencedMember, KAFKA_ERRORS.assignmentLost, KAFKA_ERRORS.noOffset]);
/** May succeed once the group or its coordinator has settled. */
const PASSING: ReadonlySet<number> = new Set([
  KAFKA_ERRORS.rebalancing, KAFKA_ERRORS.coordinatorLoading, KAFKA_ERRORS.coordinatorNotThere, KAFKA_ERRORS.notCoordinator, KAFKA_ERRORS.transport,
  KAFKA_ERRORS.timedOut, KAFKA_ERRORS.waitingForCoordinator, KAFKA_ERRORS.allBrokersDown, KAFKA_ERRORS.state,
]);

/** Joins a group. Nothing of the group happens between the calls: partitions come and go while a poll or a commit is under way. */
export async function createConsumer(options: KafkaOptions, request: { readonly topics: readonly string[]; readonly group: string; readonly consumer: string }): Promise<LogConsumer> {
  const member = await joinKafkaGroup(options, request);
  let closing: Promise<void> | undefined;
  return {
    poll: (wanted) => poll(member, wanted),
    commit: ({ records }) => commit(member, records),
    rewind: ({ topics }) => rewind(member, topics),
    pause: async ({ topics }) => {
      requireMember(member);
      member.pause(topics);
    },
    resume: async ({ topics }) => {
      requireMember(member);
      member.resume(topics);
    },
    seek: ({ topic, to }) => seek(member, topic, to),
    lag: () => lagOf(member),
    close: () => (closing ??= close(member)),
  };
}

function requireMember({ gone }: Pick<GroupMember, 'gone'>): void {
  if (gone === 'closed') throw closed();
  if (gone === 'replaced') throw replaced();
}

async function close(member: GroupMember): Promise<void> {
  member.leave();
  await member.idle();
  await disconnectClient(member.client);
}

async function poll(member: GroupMember, { max, waitMs }: { readonly max: number; readonly waitMs: number }): Promise<readonly LogRecord[]> {
  requireMember(member);
  const until = performance.now() + Math.max(waitMs, 0);
  const wanted = pageSize(max);
  for (;;) {
    const records = member.take(wanted);
    if (records.length > 0 || wanted === 0 || member.gone === 'closed') return records;
    const leftMs = until - performance.now();
    await member.fetch(wanted, Math.max(leftMs, 0));
    if (member.gone === 'replaced') requireMember(member);
    if (leftMs <= 0) return member.take(wanted);
  }
}

/** What the member still holds is written; the rest belongs to somebody else. Tried again while the group changes. */
async function commit(member: GroupMember, records: readonly LogPlace[]): Promise<void> {
  requireMember(member);
  const until = performance.now() + COMMIT_MS_MAX;
  for (;;) {
    const places = committable(member.handedOut(), records).filter((place) => member.isAhead(place));
    if (places.length === 0) return;
    const code = await commitOffsets(member, places);
    if (code === undefined) return member.committed(places);
    if (LOST.has(code) || member.gone !== undefined) return;
    if (!PASSING.has(code) || performance.now() > until) throw fromKafkaError({ code }, member.topics);
    await member.fetch(1, RETRY_DELAY_MS);
  }
}

async function rewind(member: GroupMember, topics: readonly string[]): Promise<void> {
  requireMember(member);
  const held = member.held(topics);
  if (held.length === 0) return;
  const offsets = await committedOf(member.client, held);
  await jump(member, held.map((place) => ({ ...place, offset: offsetIn(offsets, place) < 0 ? BEGINNING : offsetIn(offsets, place) })));
}

function committedOf(client: KafkaConsumer, places: readonly Place[]): Promise<readonly PlaceOffset[]> {
  return answerOf<readonly PlaceOffset[]>((done) => client.committed([...places], REQUEST_MS_MAX, done));
}

/** Lets the driver go on elsewhere. A partition that has only just come is not ready for that at once. */
async function jump(member: GroupMember, targets: readonly PlaceOffset[]): Promise<void> {
  await member.idle();
  member.forget(targets);
  const until = performance.now() + REQUEST_MS_MAX;
  for (const target of targets) {
    while (member.isHolding(target)) {
      const failure = await answerOf<undefined>((done) => member.client.seek(target, REQUEST_MS_MAX, (error) => done(error, undefined))).then(() => undefined, (error: unknown) => error);
      if (failure === undefined) break;
      if (performance.now() > until) throw failure;
      await sleep(RETRY_DELAY_MS);
    }
  }
}

async function seek(member: GroupMember, topic: string, to: LogPosition): Promise<void> {
  requireMember(member);
  const partitions = member.held([topic]).map(({ partition }) => partition);
  if (partitions.length === 0) return;
  const targets = await targetsOf(member.client, { topic, partitions, to });
  const code = await commitOffsets(member, targets);
  if (code !== undefined) throw fromKafkaError({ code }, [topic]);
  await jump(member, targets);
}

async function lagOf(member: GroupMember): Promise<readonly { readonly topic: string; readonly records: number }[]> {
  requireMember(member);
  const held = member.held(member.topics);
  if (held.length === 0) return [];
  const committed = await committedOf(member.client, held);
  return Promise.all([...new Set(held.map((place) => place.topic))].map(async (topic) => {
    const bounds = await boundsOf(member.client, topic, held.filter((place) => place.topic === topic).map(({ partition }) => partition));
    return { topic, records: bounds.reduce((sum, { partition, begin, end }) => sum + end - Math.max(offsetIn(committed, { topic, partition }), begin), 0) };
  }));
}
