import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uwf } from '#tests/support/cli.ts';

describe('uwf kafka topics', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-kafka-topics-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const configure = (text: string): void => writeFileSync(join(folder, 'uwf.config.yaml'), text);

  test('prints topics as a table, and access lists as commands', async () => {
    configure('{environment: prod, tenant: retail, kafka: {partitions: 12, replication: 5, minInSyncReplicas: 3, retentionDays: 10, principals: {runner: "User:site-1"}}}');
    const { exitCode, stdout } = await uwf(['kafka', 'topics'], { folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^uwf\.prod\.retail\.cmd\.critical +12 +5 +3 +10 days$/mu);
    expect(stdout).toMatch(/^uwf\.prod\.retail\.ctl +1 +5 +3 +10 days$/mu);
    expect(stdout).toContain('kafka-acls --bootstrap-server "$BROKERS" --command-config admin.properties --add --allow-principal User:site-1 --operation Describe --operation Write --topic uwf.prod.retail.res --topic uwf.prod.retail.ctl --topic uwf.prod.retail.on-prem.dlq\n');
  });

  test('prints the plan as JSON, from the defaults where there is no configuration', async () => {
    const { exitCode, stdout, stderr } = await uwf(['kafka', 'topics', '-o', 'json'], { folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const plan: unknown = JSON.parse(stdout);
    expect(plan).toMatchObject({ topics: expect.arrayContaining([expect.objectContaining({ name: 'uwf.dev.bank.res', partitions: 6, replication: 3 })]) });
    expect(plan).toMatchObject({ access: expect.arrayContaining([expect.objectContaining({ principal: 'User:uwf-runner', groups: ['uwf.dev.bank.on-prem'] })]) });
  });

  test('applies nothing without a cluster to apply it to', async () => {
    const { exitCode, stderr } = await uwf(['kafka', 'topics', '--apply'], { folder });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('UWF-5005');
    expect(stderr).toContain('kafka.brokers');
  });

  test('reports every problem of the configuration at once', async () => {
    configure('kafka: {brokers: [nowhere], partitions: 0}');
    const { exitCode, stderr } = await uwf(['kafka', 'topics'], { folder });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('kafka.brokers[0]');
    expect(stderr).toContain('kafka.partitions');
  });

  test('shows its password to nobody who is not its owner', async () => {
    configure('kafka: {brokers: ["127.0.0.1:1"], tls: {ca: ca.pem}, sasl: {user: u, passwordFile: secret}}');
    writeFileSync(join(folder, 'secret'), 'opensesame', { mode: 0o644 });
    const { exitCode, stderr } = await uwf(['kafka', 'topics', '--apply'], { folder });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('UWF-5006');
    expect(stderr).not.toContain('opensesame');
  });
});
