import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { failureOf } from '#tests/conformance/ports/message-logs.ts';
import { createTestTopic, describeWithKafka, openTestLog, plainOptions, startKafka, type KafkaServer } from '#tests/support/kafka/index.ts';

const TIMEOUT_MS = 240_000;

/** A broker of its own: the others of the run would not survive it. */
await describeWithKafka('a broker that is killed', () => {
  let server: KafkaServer;
  beforeAll(async () => {
    const started = await startKafka();
    if (!started.ok) throw new Error(started.reason);
    server = started.value;
  }, TIMEOUT_MS);
  afterAll(() => server.close());

  /** Appends numbers one after the other until told to stop; answers those that were acknowledged. */
  async function produce(log: MessageLog, topic: string, isOver: () => boolean): Promise<readonly string[]> {
    const acknowledged: string[] = [];
    for (let index = 0; !isOver(); index += 1) {
      const value = String(index);
      await log.append({ topic, records: [{ key: `k${String(index % 5)}`, value }] }).then(
        () => acknowledged.push(value),
        (error: unknown) => expect(error).toBeInstanceOf(UwfError),
      );
    }
    return acknowledged;
  }

  describe('and started again', () => {
    test('has every record that was acknowledged, and its consumers go on by themselves', { timeout: TIMEOUT_MS }, async () => {
      const opened = await openTestLog(server, plainOptions(server));
      const topic = await createTestTopic(server);
      const consumer = await opened.other.subscribe({ topics: [topic], group: `${topic}.group`, consumer: 'c1' });
      const seen = new Set<string>();
      let isOver = false;
      const producing = produce(opened.port, topic, () => isOver);
      const pollUntil = async (isEnough: () => boolean): Promise<void> => {
        while (!isEnough()) {
          const records = await consumer.poll({ max: 100, waitMs: 200 }).catch(() => []);
          records.forEach(({ value }) => seen.add(value));
          await consumer.commit({ records }).catch(() => undefined);
        }
      };
      await pollUntil(() => seen.size >= 20);
      await server.kill();
      const before = seen.size;
      await Promise.all([server.start(), consumer.poll({ max: 1, waitMs: 1_000 }).then((records) => records.forEach(({ value }) => seen.add(value)), () => undefined)]);
      await pollUntil(() => seen.size >= before + 20);
      isOver = true;
      const acknowledged = await producing;
      await pollUntil(() => acknowledged.every((value) => seen.has(value)));
      expect(acknowledged.length).toBeGreaterThan(40);
      await opened.close();
    });
  });

  test('does not keep a process that closes its log: what is not delivered yet is told to have failed', { timeout: TIMEOUT_MS }, async () => {
    const opened = await openTestLog(server, plainOptions(server));
    const topic = await createTestTopic(server);
    await opened.port.append({ topic, records: [{ key: 'k', value: 'first' }] });
    await server.kill();
    const lost = failureOf(opened.port.append({ topic, records: [{ key: 'k', value: 'second' }] }));
    await opened.close();
    expect(await lost).toMatchObject({ code: 'UWF-5002' });
    await server.start();
  });
});
