import { randomUUID } from 'node:crypto';
import { describe, inject } from 'vitest';
import { loadDriver } from '#shared/adapters/kafka/driver.ts';
import { applyTopics, openKafka, type KafkaOptions } from '#shared/adapters/kafka/index.ts';
import { findKafkaInstallation } from '#onprem-runner/embedded/kafka/installation.ts';
import type { OpenedLog } from '#tests/conformance/ports/message-logs.ts';
import { cacheFolder } from './install.ts';
import type { KafkaAddress } from './server.ts';
import { describeNotRun } from '../not-run.ts';

export { runKafkaTool, startKafka, type KafkaAddress, type KafkaServer } from './server.ts';

/** The one broker of this run, started when it is first asked for. Otherwise, why there is none. */
async function findBroker(): Promise<KafkaAddress | { readonly reason: string }> {
  const isBuilt = await loadDriver().then(() => true, () => false);
  if (!isBuilt) return { reason: 'node-rdkafka is not built' };
  const response = await fetch(inject('kafkaBroker'));
  const text = await response.text();
  return response.ok ? parseAddress(text) : { reason: text };
}

/** Why the product cannot start Apache Kafka by itself on this machine; undefined where it can. */
export async function whyNoApache(): Promise<string | undefined> {
  const isBuilt = await loadDriver().then(() => true, () => false);
  if (!isBuilt) return 'node-rdkafka is not built';
  const found = await findKafkaInstallation({ cacheFolder: cacheFolder() }, () => undefined);
  return found.ok ? undefined : found.error;
}

function parseAddress(text: string): KafkaAddress {
  return JSON.parse(text) as KafkaAddress;
}

/** A suite that needs a broker: where there is none it is reported by name as not run, and in CI as failed. */
export async function describeWithKafka(name: string, suite: (broker: KafkaAddress) => void): Promise<void> {
  const broker = await findBroker();
  if (!('reason' in broker)) {
    describe(`${name} (${broker.kind === 'apache' ? 'Apache Kafka' : 'kfake'})`, () => suite(broker));
    return;
  }
  describeNotRun(name, `no Kafka (${broker.reason})`);
}

/** Options for the listener without TLS. Sessions are as short as brokers take them. */
export function plainOptions({ plain }: Pick<KafkaAddress, 'plain'>, clientId = 'uwf-test'): KafkaOptions {
  return { brokers: [plain], clientId, sessionTimeoutMs: 6_000 };
}

/** Options for the listener with TLS 1.3, client certificates and SCRAM, as one of its users. */
export function secureOptions({ secure }: KafkaAddress, user: string): KafkaOptions {
  const { caFile, certificateFile, keyFile } = secure.certificates;
  return { brokers: [secure.brokers], clientId: `uwf-test-${user}`, sessionTimeoutMs: 6_000, tls: { caFile, certificateFile, keyFile }, sasl: { user, password: secure.users[user] ?? '' } };
}

/** A new topic that nobody else has. */
export async function createTestTopic(broker: Pick<KafkaAddress, 'plain'>, partitions = 6): Promise<string> {
  const name = `uwf.test.${randomUUID()}`;
  await applyTopics(plainOptions(broker), [{ name, partitions, replication: 1, settings: {} }]);
  return name;
}

/** Two logs, as two processes have them. */
export async function openTestLog(broker: KafkaAddress, options: KafkaOptions = plainOptions(broker)): Promise<OpenedLog> {
  const [port, other] = await Promise.all([openKafka(options), openKafka({ ...options, clientId: `${options.clientId}-other` })]);
  const close = async (): Promise<void> => {
    await Promise.all([port.close(), other.close()]);
  };
  return { port, other, createTopic: () => createTestTopic(broker), close };
}
