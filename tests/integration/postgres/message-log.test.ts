import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import { messages, numbers, pollUntil, readAll, valuesOf } from '#tests/conformance/ports/message-logs.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

await describeWithPostgres('the message log in PostgreSQL', () => {
  let postgres: TestPostgres;
  let other: PostgresPorts;
  let topic: string;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    other = await postgres.open({ logPartitions: 2 });
  });
  afterAll(() => postgres.close());
  beforeEach(() => {
    topic = `topic-${randomUUID()}`;
  });

  const subscribe = (ports: PostgresPorts, consumer: string): Promise<LogConsumer> => ports.messageLog.subscribe({ topics: [topic], group: topic, consumer });
  const endLease = (consumer: string) => postgres.sql('UPDATE log_members SET lease_until = 0 WHERE group_name = $1 AND consumer = $2', [topic, consumer]);

  test('a member that is not heard of loses its partitions to the others; what it commits late is not written, and it can come again', async () => {
    const frozen = await subscribe(postgres.ports, 'frozen');
    await postgres.ports.messageLog.append({ topic, records: messages(20) });
    const early = await pollUntil(frozen, 20);
    await endLease('frozen');
    const second = await subscribe(other, 'second');
    expect(new Set(valuesOf(await pollUntil(second, 20)))).toEqual(new Set(numbers(20)));
    await frozen.commit({ records: early });
    await second.rewind({ topics: [topic] });
    expect(await pollUntil(second, 20)).toHaveLength(20);
    expect(await frozen.poll({ max: 10, waitMs: 0 })).toEqual([]);
    await second.close();
    expect(await pollUntil(frozen, 20)).toHaveLength(20);
    await frozen.close();
  });

  test('the number of partitions is decided by who names the topic first', async () => {
    await other.messageLog.append({ topic, records: messages(1) });
    expect(await postgres.ports.messageLog.bounds({ topic })).toHaveLength(2);
    await postgres.ports.messageLog.append({ topic, records: messages(10) });
    expect(await readAll(other.messageLog, topic)).toHaveLength(11);
  });

  test('a record is not seen before an earlier one of its partition that is still being appended', async () => {
    const { messageLog } = postgres.ports;
    await messageLog.append({ topic, records: messages(1, () => 'one') });
    const consumer = await subscribe(other, 'reader');
    await pollUntil(consumer, 1);
    await postgres.sql('BEGIN');
    await postgres.sql('UPDATE log_partitions SET next_place = next_place + 1 WHERE topic = $1 AND partition = $2', [topic, (await readAll(messageLog, topic))[0]?.partition]);
    await postgres.sql(
      "INSERT INTO log_records (log_id, place, key, value, at) SELECT id, next_place - 1, 'one', 'slow', last_at FROM log_partitions WHERE topic = $1 AND next_place > 1",
      [topic],
    );
    const later = messageLog.append({ topic, records: messages(1, () => 'one', 2) });
    expect(await consumer.poll({ max: 10, waitMs: 200 })).toEqual([]);
    await postgres.sql('COMMIT');
    await later;
    expect(valuesOf(await pollUntil(consumer, 2))).toEqual(['slow', '2']);
    await consumer.close();
  });

  test('a consumer that waits is woken from its wait by another process long before it would look by itself', async () => {
    const consumer = await subscribe(postgres.ports, 'waiting');
    const waits: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const waiting = consumer.poll({ max: 10, waitMs: 5_000 });
      await new Promise((resolve) => setTimeout(resolve, 20));
      const start = performance.now();
      await other.messageLog.append({ topic, records: messages(1) });
      const records = await waiting;
      waits.push(performance.now() - start);
      await consumer.commit({ records });
    }
    expect(Math.min(...waits)).toBeLessThan(250);
    await consumer.close();
  });
});
