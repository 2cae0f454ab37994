import { describe, expect, test } from 'vitest';
import { defaultKafkaSettings, type KafkaSettings } from '#shared/config/kafka-settings.ts';
import { parseProjectConfig } from '#shared/config/project-config.ts';

function settingsOf(text: string): KafkaSettings | undefined {
  const parsed = parseProjectConfig(`kafka: ${text}`);
  expect(parsed).toMatchObject({ ok: true });
  return parsed.ok ? parsed.value.kafka : undefined;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseProjectConfig(`kafka: ${text}`);
  return parsed.ok ? [] : parsed.error.map(({ setting }) => setting);
}

describe('kafka of uwf.config.yaml', () => {
  test('reads every key', () => {
    const text = `
  brokers: ["b1.bank:9093", "[::1]:9093"]
  tls: {ca: tls/ca.pem, certificate: tls/runner.pem, key: tls/runner.key}
  sasl: {user: runner, passwordFile: secrets/kafka}
  partitions: 12
  replication: 5
  minInSyncReplicas: 3
  retentionDays: 14
  principals: {dispatcher: "User:d", collector: "User:c", runner: "User:CN=runner", cloudOperator: "User:co", onPremOperator: "User:oo"}`;
    expect(settingsOf(text)).toEqual({
      brokers: ['b1.bank:9093', '[::1]:9093'],
      tls: { ca: 'tls/ca.pem', certificate: 'tls/runner.pem', key: 'tls/runner.key' },
      sasl: { user: 'runner', passwordFile: 'secrets/kafka' },
      partitions: 12,
      replication: 5,
      minInSyncReplicas: 3,
      retentionMs: 14 * 86_400_000,
      principals: { dispatcher: 'User:d', collector: 'User:c', runner: 'User:CN=runner', cloudOperator: 'User:co', onPremOperator: 'User:oo' },
    });
  });

  test('takes the defaults for what is absent, and is absent itself where it is not written', () => {
    expect(settingsOf('{}')).toEqual(defaultKafkaSettings());
    expect(settingsOf('{brokers: ["b:1"]}')).toEqual({ ...defaultKafkaSettings(), brokers: ['b:1'] });
    const parsed = parseProjectConfig('');
    expect(parsed.ok && 'kafka' in parsed.value).toBe(false);
  });

  test('asks for no more replicas in sync than there are', () => {
    expect(settingsOf('{replication: 1}')).toMatchObject({ replication: 1, minInSyncReplicas: 1 });
  });

  test.each([
    ['{brokers: [b]}', 'kafka.brokers[0]'],
    ['{brokers: ["http://b:1"]}', 'kafka.brokers[0]'],
    ['{partitions: 0}', 'kafka.partitions'],
    ['{partitions: 1.5}', 'kafka.partitions'],
    ['{partitions: "6"}', 'kafka.partitions'],
    ['{partitions: 1001}', 'kafka.partitions'],
    ['{replication: 2, minInSyncReplicas: 3}', 'kafka.minInSyncReplicas'],
    ['{retentionDays: 6}', 'kafka.retentionDays'],
    ['{tls: {certificate: a, key: b}}', 'kafka.tls.ca'],
    ['{tls: {ca: a, key: b}}', 'kafka.tls.certificate'],
    ['{tls: {ca: a, certificate: b}}', 'kafka.tls.key'],
    ['{sasl: {user: u, passwordFile: p}}', 'kafka.sasl'],
    ['{tls: {ca: a}, sasl: {user: u, password: p}}', 'kafka.sasl.passwordFile'],
    ['{principals: {runner: runner}}', 'kafka.principals.runner'],
    ['{principals: {runner: "User:a", collector: "User:a"}}', 'kafka.principals.runner'],
    ['{principals: {runner: "User:a b"}}', 'kafka.principals.runner'],
    ['{broker: []}', 'kafka.broker'],
  ])('refuses %s', (text, setting) => {
    expect(problemsOf(text)).toContain(setting);
  });

  test('finds all problems at once', () => {
    expect(problemsOf('{brokers: [b], partitions: 0, tls: {}, sasl: {}, other: 1}')).toEqual(
      expect.arrayContaining(['kafka.brokers[0]', 'kafka.partitions', 'kafka.tls.ca', 'kafka.sasl.user', 'kafka.sasl.passwordFile', 'kafka.other']),
    );
  });
});
