import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { MAX_DELIVERIES, type Delivery, type QueueMessage, type TaskQueue } from '#shared/ports/task-queue.ts';
import { pageSize } from './limits.ts';
import { ACKNOWLEDGE, BURY, DEPTH, PROMOTE, PUBLISH, RECEIVE, RELEASE } from './queue-statements.ts';
import { inOrder, parseName, parseNumber, parseObject, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** `<place in the topic>.<deliveries so far>` */
const RECEIPT = /^(\d{1,15})\.(\d{1,9})$/;

const TOO_MANY_DELIVERIES = 'max-deliveries';

/** What the queue is made of: single statements, and transactions of several. */
interface QueueTables {
  readonly run: Run;
  readonly transaction: <T>(work: (run: Run) => Promise<T>) => Promise<T>;
}

/** A queue in PostgreSQL. `published` is told the topic after each publication. */
export function createPostgresTaskQueue(pool: SqlPool, schema: string, published: (topic: string) => void): TaskQueue {
  const run = runner(pool, schema);
  const tables: QueueTables = { run, transaction: (work) => pool.transaction((client) => work(runner(client, schema))) };
  return {
    publish: async ({ topic, messages }) => {
      const distinct = firstOfEachId(messages);
      if (distinct.length === 0) return;
      await run('publish-messages', PUBLISH, [toColumn(topic), ...messageColumns(distinct)]);
      published(topic);
    },
    receive: (request) => receive(tables, request),
    acknowledge: async ({ topic, receipts }) => {
      if (receipts.length === 0) return;
      await tables.transaction(async (run) => promote(run, topic, await run('acknowledge-deliveries', ACKNOWLEDGE, [toColumn(topic), ...receiptColumns(receipts)])));
    },
    release: (request) => release(tables, request),
    deadLetter: ({ topic, receipt, reason }) => tables.transaction((run) => bury(run, topic, { receipts: [receipt], leastDeliveries: 0, reason })),
    depth: async ({ topic }) => {
      const [row] = await run('queue-depth', DEPTH, [toColumn(topic)]);
      return row === undefined ? { waiting: 0, held: 0, dead: 0 } : { waiting: parseNumber(row, 'waiting'), held: parseNumber(row, 'held'), dead: parseNumber(row, 'dead') };
    },
  };
}

function firstOfEachId(messages: readonly QueueMessage[]): readonly QueueMessage[] {
  const seen = new Set<string>();
  return messages.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function messageColumns(messages: readonly QueueMessage[]): readonly (readonly string[])[] {
  return [
    messages.map((message) => toColumn(message.id)),
    messages.map((message) => toColumn(message.key)),
    messages.map((message) => JSON.stringify(message.body)),
  ];
}

/** Until there are enough or no more: messages that went to the dead letters made room for others. */
async function receive(tables: QueueTables, request: Parameters<TaskQueue['receive']>[0]): Promise<readonly Delivery[]> {
  const { topic, consumer, leaseMs, now } = request;
  const deliveries: Delivery[] = [];
  const wanted = pageSize(request.max, 0);
  while (deliveries.length < wanted) {
    const leaseUntil = Math.max(wholeMilliseconds(now + leaseMs), Math.floor(now) + 1);
    const values = [toColumn(topic), Math.floor(now), leaseUntil, wanted - deliveries.length, toColumn(consumer), MAX_DELIVERIES];
    const rows = inOrder(await tables.run('receive-messages', RECEIVE, values));
    deliveries.push(...rows.filter((row) => row['taken'] === true).map(parseDelivery));
    const receipts = rows.filter((row) => row['taken'] !== true).map(receiptOf);
    if (receipts.length === 0) break;
    await tables.transaction((run) => bury(run, topic, { receipts, leastDeliveries: MAX_DELIVERIES, reason: TOO_MANY_DELIVERIES }));
  }
  return deliveries;
}

async function release({ transaction }: QueueTables, { topic, receipts, availableAt }: Parameters<TaskQueue['release']>[0]): Promise<void> {
  if (receipts.length === 0) return;
  await transaction(async (run) => {
    await bury(run, topic, { receipts, leastDeliveries: MAX_DELIVERIES, reason: TOO_MANY_DELIVERIES });
    await run('release-deliveries', RELEASE, [toColumn(topic), ...receiptColumns(receipts), wholeMilliseconds(availableAt)]);
  });
}

interface Burial {
  readonly receipts: readonly string[];
  readonly leastDeliveries: number;
  readonly reason: string;
}

async function bury(run: Run, topic: string, { receipts, leastDeliveries, reason }: Burial): Promise<void> {
  const values = [toColumn(topic), ...receiptColumns(receipts), leastDeliveries, toColumn(reason)];
  await promote(run, topic, await run('bury-deliveries', BURY, values));
}

/** Lets the messages through that waited behind deleted ones. A statement of its own, see `queue-statements.ts`. */
async function promote(run: Run, topic: string, deleted: readonly SqlRow[]): Promise<void> {
  if (deleted.length > 0) await run('promote-messages', PROMOTE, [toColumn(topic), deleted.map((row) => parseRaw(row, 'key'))]);
}

function parseDelivery(row: SqlRow): Delivery {
  return {
    id: parseName(row, 'id'),
    key: parseName(row, 'key'),
    body: parseObject(row, 'body'),
    receipt: receiptOf(row),
    deliveries: parseNumber(row, 'deliveries'),
  };
}

function receiptOf(row: SqlRow): string {
  return `${String(parseNumber(row, 'seq'))}.${String(parseNumber(row, 'deliveries'))}`;
}

/** Receipts that this queue cannot have given are left out: they hold nothing. */
function receiptColumns(receipts: readonly string[]): readonly (readonly number[])[] {
  const parts = receipts.flatMap((receipt) => {
    const [, seq, deliveries] = RECEIPT.exec(receipt) ?? [];
    return seq === undefined || deliveries === undefined ? [] : [{ seq: Number(seq), deliveries: Number(deliveries) }];
  });
  return [parts.map((part) => part.seq), parts.map((part) => part.deliveries)];
}
