import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findKafkaInstallation, type KafkaSources } from '#onprem-runner/embedded/kafka/installation.ts';

const folder = mkdtempSync(join(tmpdir(), 'uwf-kafka-installation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nobodyIsTold = (): void => expect.unreachable('nothing is fetched');

/** A Java that only says which it is. */
function javaOf(version: string): string {
  const home = join(folder, `java-${version}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'java'), `#!/bin/sh\necho 'openjdk version "${version}" 2026-01-01' >&2\n`);
  chmodSync(join(home, 'bin', 'java'), 0o755);
  return home;
}

describe.skipIf(process.platform === 'win32')('where Kafka is', () => {
  const find = (sources: Partial<KafkaSources>) => findKafkaInstallation({ cacheFolder: join(folder, 'cache'), ...sources }, nobodyIsTold);

  test.each(['17.0.15', '21', '25.0.1'])('is told by KAFKA_HOME, with Java %s', async (version) => {
    const kafkaHome = join(folder, 'kafka');
    mkdirSync(join(kafkaHome, 'libs'), { recursive: true });
    const javaHome = javaOf(version);
    expect(await find({ kafkaHome, javaHome })).toEqual({ ok: true, value: { java: join(javaHome, 'bin', 'java'), libraries: join(kafkaHome, 'libs') } });
  });

  test('is nowhere without Java, with an old one, and where KAFKA_HOME names nothing', async () => {
    expect(await find({ javaHome: join(folder, 'no-java') })).toEqual({ ok: false, error: 'there is no Java where JAVA_HOME points to' });
    expect(await find({ javaHome: javaOf('1.8.0_402') })).toEqual({ ok: false, error: 'Java 8 is too old: a broker needs Java 17' });
    expect(await find({ javaHome: javaOf('17'), kafkaHome: join(folder, 'no-kafka') })).toEqual({ ok: false, error: 'there is no Kafka where KAFKA_HOME points to' });
  });

  test('is not a cache folder that cannot be made', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const found = await findKafkaInstallation({ cacheFolder: join(folder, 'a-file'), javaHome: javaOf('17') }, () => undefined);
    expect(found).toEqual({ ok: false, error: 'Apache Kafka cannot be fetched: the cache folder cannot be written to (ENOTDIR)' });
    expect(readdirSync(folder)).toContain('a-file');
  });
});
