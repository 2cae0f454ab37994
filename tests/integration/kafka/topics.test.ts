import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKafka } from '#shared/adapters/kafka/index.ts';
import { accessCommand, planAccess } from '#shared/core/work/topic-plan.ts';
import { groupsOf, topicsOf } from '#shared/core/work/topics.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { failureOf, messages, pollUntil } from '#tests/conformance/ports/message-logs.ts';
import { describeWithKafka, runKafkaTool, secureOptions } from '#tests/support/kafka/index.ts';
import { uwf } from '#tests/support/cli.ts';

const TIMEOUT_MS = 120_000;

await describeWithKafka('topics and rights', (broker) => {
  const tenant = `t${randomBytes(6).toString('hex')}`;
  const topics = topicsOf('test', tenant);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-kafka-apply-'));
    writeFileSync(join(folder, 'uwf.config.yaml'), `{environment: test, tenant: ${tenant}, kafka: {brokers: ["${broker.plain}"], partitions: 3, replication: 1}}`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const apply = async (...args: readonly string[]) => uwf(['kafka', 'topics', '--apply', ...args], { folder });

  test('uwf kafka topics --apply makes what is missing, and then says that it is there', { timeout: TIMEOUT_MS }, async () => {
    const first = await apply();
    expect(first.exitCode).toBe(0);
    expect(first.stdout.match(/ created$/gmu)).toHaveLength(9);
    const second = await apply();
    expect(second.stdout.match(/ present$/gmu)).toHaveLength(9);
    writeFileSync(join(folder, 'other.yaml'), `{environment: test, tenant: ${tenant}, kafka: {brokers: ["${broker.plain}"], partitions: 4, replication: 1}}`);
    const other = await apply('--config', 'other.yaml', '-o', 'json');
    expect(JSON.parse(other.stdout)).toMatchObject({ topics: expect.arrayContaining([expect.objectContaining({ name: topics.results, state: 'differs: 3 partitions, 1 replicas' })]) });
  });

  describe.runIf(broker.kind === 'apache')('the access lists', { timeout: TIMEOUT_MS }, () => {
    const principals = { dispatcher: 'User:dispatcher', collector: 'User:collector', runner: 'User:runner', cloudOperator: 'User:operator', onPremOperator: 'User:nobody' };
    const logs = new Map<string, MessageLog>();
    const as = (user: string): MessageLog => {
      const log = logs.get(user);
      if (log === undefined) throw new Error('no such user');
      return log;
    };
    beforeAll(async () => {
      await apply();
      for (const rule of planAccess('test', tenant, principals)) await runKafkaTool(broker, 'org.apache.kafka.tools.AclCommand', accessCommand(rule));
      for (const user of ['dispatcher', 'collector', 'runner', 'operator', 'stranger']) logs.set(user, await openKafka(secureOptions(broker, user)));
    }, TIMEOUT_MS);
    afterAll(async () => {
      await Promise.all([...logs.values()].map((log) => log.close()));
    });

    const poll = async (user: string, topic: string, group: string) => {
      const consumer = await as(user).subscribe({ topics: [topic], group, consumer: user });
      try {
        const records = await pollUntil(consumer, 3);
        await consumer.commit({ records });
        return records;
      } finally {
        await consumer.close();
      }
    };
    const groups = groupsOf('test', tenant);

    test('let work and its answers through, over TLS 1.3 with a certificate and a password', async () => {
      await as('dispatcher').append({ topic: topics.commandsBy.high, records: messages(3) });
      expect(await poll('runner', topics.commandsBy.high, groups.onPrem)).toHaveLength(3);
      await as('runner').append({ topic: topics.results, records: messages(3) });
      expect(await poll('collector', topics.results, groups.cloud)).toHaveLength(3);
      await as('collector').append({ topic: topics.deadLetters.cloud, records: messages(1) });
      expect(await as('operator').read({ topic: topics.deadLetters.cloud, partition: 0, from: 'beginning', max: 10 })).toHaveLength(1);
    });

    test('do not let a runner command, a dispatcher answer, or either read what the other reads', async () => {
      const append = (user: string, topic: string) => failureOf(as(user).append({ topic, records: messages(1) }));
      for (const refused of [append('runner', topics.commandsBy.normal), append('dispatcher', topics.results), append('collector', topics.commandsBy.normal), append('operator', topics.commandsBy.normal), append('stranger', topics.control)]) {
        expect(await refused).toMatchObject({ code: 'UWF-5002' });
      }
      expect(await failureOf(poll('runner', topics.results, groups.onPrem))).toMatchObject({ code: 'UWF-5002' });
      expect(await failureOf(poll('runner', topics.commandsBy.high, groups.cloud))).toMatchObject({ code: 'UWF-5002' });
      expect(await failureOf(as('stranger').read({ topic: topics.results, partition: 0, from: 'beginning', max: 1 }))).toMatchObject({ code: 'UWF-5002' });
    });
  });
});
