import { createHash } from 'node:crypto';
import type { Assignment, KafkaConsumer, LibrdKafkaError, Message } from 'node-rdkafka';
import { partitionId, type HandedOut } from '#shared/core/work/log-group.ts';
import type { LogRecord } from '#shared/ports/message-log.ts';
import { connectClient } from './client.ts';
import { clientConfig, sessionMs, type KafkaOptions } from './config.ts';
import { loadDriver } from './driver.ts';
import { codeOf, fromKafkaError, KAFKA_ERRORS } from './errors.ts';
import { FETCH_WAIT_MS_MAX, RECORD_BYTES_MAX, WAIT_SLICE_MS } from './limits.ts';
import type { Place, PlaceOffset } from './offsets.ts';
import { toRecord } from './record.ts';

/** Parts of a session after which a heartbeat is sent. */
const HEARTBEATS_PER_SESSION = 4;
const INSTANCE_NAME_LENGTH_MAX = 200;
const INSTANCE_DIGEST_LENGTH = 16;

/** A partition in the hands of a member. Without `first` nothing was given since it is held, or since the last jump. */
interface Holding extends Place {
  first: number | undefined;
  next: number | undefined;
  committed: number;
}

/** A member of a group, with what it holds and what has come and is not given yet. Waits run in threads of the pool, one at a time. */
export interface GroupMember {
  readonly client: KafkaConsumer;
  readonly topics: readonly string[];
  readonly gone: 'closed' | 'replaced' | undefined;
  /** The next records, of topics that are not paused. Errors: what the last fetch met, once. */
  take(max: number): readonly LogRecord[];
  /** Waits for records, and lets the group tell what has changed. One that is under way already is waited for in its place. */
  fetch(wanted: number, waitMs: number): Promise<void>;
  /** Until nothing is under way. */
  idle(): Promise<void>;
  pause(topics: readonly string[]): void;
  resume(topics: readonly string[]): void;
  held(topics: readonly string[]): readonly Place[];
  isHolding(place: Place): boolean;
  handedOut(): ReadonlyMap<string, HandedOut>;
  /** Whether a commit of this offset moves the group forwards, as far as is known here. */
  isAhead(place: PlaceOffset): boolean;
  committed(places: readonly PlaceOffset[]): void;
  /** What was given and has come of these partitions counts no more: they go on elsewhere. */
  forget(places: readonly Place[]): void;
  leave(): void;
}

/** What a member has. */
export interface MemberState {
  readonly holdings: Map<string, Holding>;
  readonly paused: Set<string>;
  buffer: LogRecord[];
  /** What the next poll is told. */
  failure: unknown;
  gone: 'closed' | 'replaced' | undefined;
  underWay: Promise<void> | undefined;
}

/** Connects a consumer and joins the group under a name that stays the same over restarts: who comes again takes its old place at once. */
export async function joinKafkaGroup(options: KafkaOptions, { topics, group, consumer }: { readonly topics: readonly string[]; readonly group: string; readonly consumer: string }): Promise<GroupMember> {
  const { KafkaConsumer: create } = await loadDriver();
  const state: MemberState = { holdings: new Map(), paused: new Set(), buffer: [], failure: undefined, gone: undefined, underWay: undefined };
  const client = new create(
    {
      ...clientConfig(options),
      'group.id': group,
      'group.instance.id': instanceOf(consumer, topics),
      'session.timeout.ms': sessionMs(options),
      'heartbeat.interval.ms': Math.ceil(sessionMs(options) / HEARTBEATS_PER_SESSION),
      'partition.assignment.strategy': 'cooperative-sticky',
      'enable.auto.commit': false,
      'enable.auto.offset.store': false,
      'allow.auto.create.topics': false,
      'fetch.wait.max.ms': FETCH_WAIT_MS_MAX,
      'fetch.message.max.bytes': RECORD_BYTES_MAX,
      offset_commit_cb: true,
      rebalance_cb: (error: LibrdKafkaError, assignment: readonly Assignment[]) => changeHands(client, state, { error, assignment }),
    },
    { 'auto.offset.reset': 'earliest' },
  );
  client.on('event.error', (error) => note(state, error));
  await connectClient(client);
  client.subscribe([...topics]);
  return memberOf(client, topics, state);
}

/**
 * What the group knows a member by over restarts. One that comes again with other topics is another one: the coordinator would hand the
 * shares of the old topics to it. The digest also tells names apart that differ in what such an id cannot hold.
 */
function instanceOf(consumer: string, topics: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify([consumer, [...topics].sort()])).digest('hex').slice(0, INSTANCE_DIGEST_LENGTH);
  return `${consumer.replaceAll(/[^A-Za-z0-9._-]/gu, '-').slice(0, INSTANCE_NAME_LENGTH_MAX)}.${digest}`;
}

function memberOf(client: KafkaConsumer, topics: readonly string[], state: MemberState): GroupMember {
  const { holdings, paused } = state;
  const held = (wanted: readonly string[]): readonly Place[] => [...holdings.values()].filter(({ topic }) => wanted.includes(topic)).map(({ topic, partition }) => ({ topic, partition }));
  return {
    client,
    topics,
    get gone() {
      return state.gone;
    },
    take: (max) => take(state, topics, max),
    fetch: (wanted, waitMs) => (state.underWay ??= fetch(client, state, { wanted, waitMs }).finally(() => (state.underWay = undefined))),
    idle: async () => {
      await state.underWay;
    },
    pause: (wanted) => {
      wanted.forEach((topic) => paused.add(topic));
      if (held(wanted).length > 0) client.pause([...held(wanted)]);
    },
    resume: (wanted) => {
      wanted.forEach((topic) => paused.delete(topic));
      if (held(wanted).length > 0) client.resume([...held(wanted)]);
    },
    held,
    isHolding: (place) => holdings.has(partitionId(place)),
    handedOut: () => new Map([...holdings].flatMap(([id, { first, next }]) => (first === undefined || next === undefined ? [] : [[id, { first, next }] as const]))),
    isAhead: (place) => place.offset > (holdings.get(partitionId(place))?.committed ?? -1),
    committed: (places) => places.forEach((place) => Object.assign(holdings.get(partitionId(place)) ?? {}, { committed: place.offset })),
    forget: (places) => forget(state, places),
    leave: () => {
      state.gone = 'closed';
      state.buffer = [];
    },
  };
}

function take(state: MemberState, topics: readonly string[], max: number): readonly LogRecord[] {
  const { failure } = state;
  state.failure = undefined;
  if (failure !== undefined) throw fromKafkaError(failure, topics);
  const given: LogRecord[] = [];
  const kept: LogRecord[] = [];
  for (const record of state.buffer) (given.length < max && !state.paused.has(record.topic) ? given : kept).push(record);
  state.buffer = kept;
  for (const { topic, partition, offset } of given) {
    const holding = state.holdings.get(partitionId({ topic, partition }));
    if (holding === undefined) continue;
    holding.first ??= offset;
    holding.next = offset + 1;
  }
  return given;
}

/** The first record is waited for; what else is there already comes with it. */
async function fetch(client: KafkaConsumer, state: MemberState, { wanted, waitMs }: { readonly wanted: number; readonly waitMs: number }): Promise<void> {
  if (!client.isConnected()) return;
  if (waitMs <= 0) return keep(state, await consume(client, state, { count: wanted, waitMs: 0 }));
  const first = await consume(client, state, { count: 1, waitMs: Math.ceil(Math.min(waitMs, WAIT_SLICE_MS)) });
  const more = first.length > 0 && wanted > 1 ? await consume(client, state, { count: wanted - 1, waitMs: 0 }) : [];
  keep(state, [...first, ...more]);
}

function consume(client: KafkaConsumer, state: MemberState, { count, waitMs }: { readonly count: number; readonly waitMs: number }): Promise<readonly Message[]> {
  return new Promise((resolve) => {
    client.setDefaultConsumeTimeout(waitMs);
    client.consume(count, (error: LibrdKafkaError | null, messages) => {
      if (error !== null && error !== undefined) note(state, error);
      resolve(error === null || error === undefined ? messages : []);
    });
  });
}

/** What the next poll is told. Lost connections are not: the driver makes them again, and a poll finds nothing until then. */
function note(state: MemberState, error: LibrdKafkaError): void {
  const code = codeOf(error);
  if (code === KAFKA_ERRORS.fatal || code === KAFKA_ERRORS.fencedMember) state.gone ??= 'replaced';
  else if (code !== undefined && code > 0) state.failure = error;
}

/** Records of partitions that were given away meanwhile are left out; they come again, elsewhere. */
function keep(state: MemberState, messages: readonly Message[]): void {
  for (const message of messages) if (state.holdings.has(partitionId(message))) state.buffer.push(toRecord(message));
}

function forget(state: MemberState, places: readonly Place[]): void {
  const ids = new Set(places.map(partitionId));
  state.buffer = state.buffer.filter((record) => !ids.has(partitionId(record)));
  for (const id of ids) Object.assign(state.holdings.get(id) ?? {}, { first: undefined, next: undefined, committed: -1 });
}

type Hands = Pick<KafkaConsumer, 'isConnected' | 'rebalanceProtocol' | 'incrementalAssign' | 'incrementalUnassign' | 'assign' | 'unassign' | 'pause'>;

/**
 * Partitions come and go. Told while a fetch is under way; with the answer the group goes on. A member that was put out meanwhile cannot answer: it holds
 * nothing then, and its next poll is told.
 */
export function changeHands(client: Hands, state: MemberState, { error, assignment }: { readonly error: Pick<LibrdKafkaError, 'code'>; readonly assignment: readonly Assignment[] }): void {
  if (!client.isConnected()) return;
  const places = assignment.map(({ topic, partition }) => ({ topic, partition }));
  const drop = (): void => {
    forget(state, places);
    places.forEach((place) => state.holdings.delete(partitionId(place)));
  };
  try {
    if (error.code === KAFKA_ERRORS.assignPartitions) return takeOver(client, state, places);
    drop();
    if (isCooperative(client)) client.incrementalUnassign(places);
    else client.unassign();
  } catch (thrown) {
    drop();
    state.failure = thrown;
    answerWithNothing(client);
  }
}

/** A change that nobody answers would hold the group and the member's own end up. */
function answerWithNothing(client: Hands): void {
  try {
    client.unassign();
  } catch {
    // It was put out: there is nothing to answer any more.
  }
}

function takeOver(client: Hands, state: MemberState, places: Place[]): void {
  for (const place of places) state.holdings.set(partitionId(place), { ...place, first: undefined, next: undefined, committed: -1 });
  if (isCooperative(client)) client.incrementalAssign(places);
  else client.assign(places);
  const resting = places.filter(({ topic }) => state.paused.has(topic));
  if (resting.length > 0) client.pause(resting);
}

function isCooperative(client: Hands): boolean {
  return client.rebalanceProtocol() === 'COOPERATIVE';
}
