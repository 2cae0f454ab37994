import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKafka, type KafkaOptions } from '#shared/adapters/kafka/index.ts';
import { failureOf } from '#tests/conformance/ports/message-logs.ts';
import { createCertificates, type Certificates } from '#tests/support/kafka/certificates.ts';
import { createTestTopic, describeWithKafka, openTestLog, plainOptions, secureOptions } from '#tests/support/kafka/index.ts';

const TIMEOUT_MS = 60_000;

await describeWithKafka('the way to the cluster', (broker) => {
  /** What is said to somebody who appends with these options. */
  const attempt = async (options: KafkaOptions): Promise<unknown> => {
    const log = await openKafka(options);
    const failure = await failureOf(log.bounds({ topic: 'uwf.test.any' }));
    await log.close();
    return failure;
  };
  const secure = secureOptions(broker, 'runner');

  describe.runIf(broker.kind === 'apache').concurrent('is refused to', () => {
    test.each<[string, KafkaOptions]>([
      ['a wrong password', { ...secure, sasl: { user: 'runner', password: 'guessed' } }],
      ['no password', { brokers: secure.brokers, clientId: 'x', tls: secure.tls ?? { caFile: '' } }],
      ['no certificate', { ...secure, tls: { caFile: secure.tls !== undefined && 'caFile' in secure.tls ? secure.tls.caFile : '' } }],
      ['no TLS', { brokers: secure.brokers, clientId: 'x' }],
      ['TLS at the place without', { ...secure, brokers: [broker.plain] }],
      ['nobody there', { brokers: ['127.0.0.1:1'], clientId: 'x' }],
    ])('%s: the cluster is not available', { timeout: TIMEOUT_MS }, async (_name, options) => {
      expect(await attempt(options)).toMatchObject({ code: 'UWF-5002' });
    });
  });

  test('a topic that does not exist is named', { timeout: TIMEOUT_MS }, async () => {
    expect(await attempt(plainOptions(broker))).toEqual({ code: 'UWF-5002', reason: 'unknown-topic' });
  });

  test('a record that is larger than its topic takes is refused for good, and the next one goes through', { timeout: TIMEOUT_MS }, async () => {
    const opened = await openTestLog(broker);
    const topic = await createTestTopic(broker);
    expect(await failureOf(opened.port.append({ topic, records: [{ key: 'k', value: 'x'.repeat(1_100_000) }] }))).toEqual({ code: 'UWF-5000', reason: 'too-large' });
    await opened.port.append({ topic, records: [{ key: 'k', value: 'x'.repeat(1_000_000) }] });
    await opened.close();
  });
});

describe('TLS', () => {
  let folder: string;
  let certificates: Certificates;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-kafka-tls-'));
    certificates = await createCertificates(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The version that the client agrees on with a server that takes no other; undefined: none. */
  const agreedWith = async (version: SecureVersion): Promise<string | undefined> => {
    let agreed: string | undefined;
    const server = createServer({ key: readFileSync(certificates.brokerKeyFile), cert: readFileSync(certificates.brokerCertificateFile), minVersion: version, maxVersion: version }, (socket) => {
      agreed = socket.getProtocol() ?? undefined;
      socket.on('error', () => undefined).destroy();
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const log = await openKafka({ brokers: [`127.0.0.1:${String(port)}`], clientId: 'x', tls: certificates });
    await failureOf(log.bounds({ topic: 'any' }));
    await log.close();
    server.close();
    return agreed;
  };

  test('1.3 is spoken, and nothing older', { timeout: TIMEOUT_MS }, async () => {
    expect(await Promise.all([agreedWith('TLSv1.3'), agreedWith('TLSv1.2')])).toEqual(['TLSv1.3', undefined]);
  });
});
