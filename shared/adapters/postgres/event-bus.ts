import { hasNews, type SubscriberState } from '#shared/core/events/subscriber.ts';
import type { EventTopics } from '#shared/core/events/topics.ts';
import type { CheckedEvent } from '#shared/core/events/cloud-event.ts';
import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { EventBus, NewSubscriber, PublishOutcome, Subscriber, UnseenEvents } from '#shared/ports/event-bus.ts';
import {
  ADD_TOPICS, APPEND, CLOSE_SUBSCRIBER, CLOSE_SUBSCRIBERS_OF, DUE_SUBSCRIBERS, FIND_EVENT, FIRST_SINCE, INSERT_EVENT, LOAD_SUBSCRIBER, LOCK_END, MARK,
  OPEN_SUBSCRIBER, SAVE_SUBSCRIBER, SUBSCRIBERS_OF, UNSEEN_OF_ALL, UNSEEN_OF_TYPES,
} from './event-statements.ts';
import { pageSize, sequenceNumber } from './limits.ts';
import { inOrder, parseJson, parseName, parseNumber, parseObject, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** What receivers are told after a publication, beside the names of topics of the queue. */
export const EVENTS_TOPIC = 'uwf.events';

/** The log of events and its subscribers in PostgreSQL. `published` is told after each publication. */
export function createPostgresEventBus(pool: SqlPool, schema: string, published: () => void): EventBus {
  const run = runner(pool, schema);
  const transaction = <T>(work: (run: Run) => Promise<T>): Promise<T> => pool.transaction((client) => work(runner(client, schema)));
  return {
    publish: async ({ events, now }) => {
      if (events.length === 0) return [];
      const outcomes = await transaction((inside) => publish(inside, events, now));
      if (outcomes.some(({ isNew }) => isNew)) published();
      return outcomes;
    },
    open: (request) => transaction((inside) => open(inside, request)),
    load: async ({ id }) => (await run('load-subscriber', LOAD_SUBSCRIBER, [toColumn(id)])).map(parseSubscriber)[0],
    ofExecution: async ({ executionId }) => inOrder(await run('subscribers-of', SUBSCRIBERS_OF, [toColumn(executionId)])).map(parseSubscriber),
    due: async ({ now, leaseMs, max }) => {
      const rows = await run('due-subscribers', DUE_SUBSCRIBERS, [Math.floor(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0)]);
      return inOrder(rows).map(parseSubscriber);
    },
    unseen: ({ subscriber, max }) => unseen(run, subscriber, pageSize(max, 1)),
    save: async ({ id, version, state, position }) => {
      const rows = await run('save-subscriber', SAVE_SUBSCRIBER, [toColumn(id), sequenceNumber(version), JSON.stringify(state), position, hasNews(state)]);
      return rows.length === 1;
    },
    close: async ({ id }) => void (await run('close-subscriber', CLOSE_SUBSCRIBER, [toColumn(id)])),
    closeOf: async ({ executionId }) => void (await run('close-subscribers-of', CLOSE_SUBSCRIBERS_OF, [toColumn(executionId)])),
  };
}

async function publish(run: Run, events: readonly CheckedEvent[], now: number): Promise<readonly PublishOutcome[]> {
  const end = await onlyRow(run, 'append-events', APPEND, [events.length, wholeMilliseconds(now)]);
  const first = parseNumber(end, 'place') - events.length + 1;
  const publishedAt = parseNumber(end, 'published_at');
  const outcomes: PublishOutcome[] = [];
  for (const [index, event] of events.entries()) outcomes.push(await insert(run, event, { place: first + index, publishedAt }));
  const types = events.filter((_event, index) => outcomes[index]?.isNew === true).map(({ type }) => type);
  if (types.length > 0) await run('mark-subscribers', MARK, [topicColumns(types), first + events.length - 1]);
  return outcomes;
}

async function insert(run: Run, { source, id, type, event }: CheckedEvent, at: { readonly place: number; readonly publishedAt: number }): Promise<PublishOutcome> {
  const identity = JSON.stringify([source, id]);
  const rows = await run('insert-event', INSERT_EVENT, [at.place, identity, toColumn(type), at.publishedAt, JSON.stringify(event)]);
  if (rows.length === 1) return { isNew: true, event };
  const [known] = await run('find-event', FIND_EVENT, [identity]);
  assert(known !== undefined, 'an event that is in the way is there: the end of the log is locked');
  return { isNew: false, event: parseObject(known, 'event') };
}

async function onlyRow(run: Run, name: string, text: string, values: readonly number[]): Promise<SqlRow> {
  const [row] = await run(name, text, values);
  assert(row !== undefined, 'the log has an end');
  return row;
}

async function open(run: Run, { id, executionId, topics, since, state }: NewSubscriber): Promise<'opened' | 'known'> {
  const last = parseNumber(await onlyRow(run, 'lock-log', LOCK_END, []), 'place');
  const [first] = await run('first-event-since', FIRST_SINCE, [Math.floor(since)]);
  const position = first === undefined ? last : parseNumber(first, 'place') - 1;
  const owner = executionId === undefined ? null : toColumn(executionId);
  const rows = await run('open-subscriber', OPEN_SUBSCRIBER, [toColumn(id), owner, JSON.stringify(topics), JSON.stringify(state), position, last, hasNews(state)]);
  if (rows.length === 0) return 'known';
  await run('add-topics', ADD_TOPICS, [topics === 'all' ? [ALL] : topics.map(topicColumn), toColumn(id)]);
  return 'opened';
}

const ALL = 'all';

function topicColumn(type: string): string {
  return `=${toColumn(type)}`;
}

/** Who waits for everything waits for these, too. */
function topicColumns(types: readonly string[]): readonly string[] {
  return [ALL, ...new Set(types.map(topicColumn))];
}

async function unseen(run: Run, { topics, position, wanted }: Subscriber, max: number): Promise<UnseenEvents> {
  const range = [position, wanted, max];
  const rows = topics === 'all' ? await run('unseen-of-all', UNSEEN_OF_ALL, range) : await run('unseen-of-types', UNSEEN_OF_TYPES, [...range, topics.map(toColumn)]);
  const last = rows.at(-1);
  const isAll = last === undefined || rows.length < max;
  return { events: rows.map((row) => parseObject(row, 'event')), position: isAll ? Math.max(wanted, position) : parseNumber(last, 'place') };
}

function parseSubscriber(row: SqlRow): Subscriber {
  return {
    id: parseName(row, 'id'),
    topics: parseJson<EventTopics>(parseRaw(row, 'topics')),
    state: parseJson<SubscriberState>(parseRaw(row, 'state')),
    version: parseNumber(row, 'version'),
    position: parseNumber(row, 'place'),
    wanted: parseNumber(row, 'wanted'),
  };
}
