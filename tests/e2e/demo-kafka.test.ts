import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DemoSummary } from '#onprem-runner/demo/options.ts';
import { isDescribedAlive } from '#onprem-runner/embedded/start-lock.ts';
import { whyNoApache } from '#tests/support/kafka/index.ts';
import { runUwf, startSystem, temporaryFolder } from './system-process.ts';
import { testNotRun } from '#tests/support/not-run.ts';

const missing = await whyNoApache();

describe('the system over a broker of its own', () => {
  if (missing !== undefined) testNotRun(`no Apache Kafka (${missing})`);

  describe.runIf(missing === undefined)('with Apache Kafka', () => {
    test('uwf demo --kafka runs the samples, finds no Tier 1 byte in the cloud zone or in the records of the broker, and leaves no broker', { timeout: 300_000 }, async () => {
      const data = await temporaryFolder();
      try {
        const { code, stdout, stderr } = await runUwf(['demo', '--once', '--json', '--kafka', '--data', data.path], { timeoutMs: 280_000 });
        expect(code, stderr).toBe(0);
        expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as DemoSummary).toMatchObject({ failed: 1, tier1Hits: 0, refused: [{ code: 'UWF-3001', pointer: '/do/1/sendSms/with/body/to' }] });
        expect(existsSync(join(data.path, 'kafka', 'data', 'uwf.dev.bank.cmd.normal-0'))).toBe(true);
        expect(existsSync(join(data.path, 'kafka', 'broker.json'))).toBe(false);
      } finally {
        await data.remove();
      }
    });

    test('uwf dev takes over the broker that a killed one left, and stops it in the end', { timeout: 180_000 }, async () => {
      const data = await temporaryFolder();
      const broker = async (): Promise<string> => (JSON.parse(await readFile(join(data.path, 'kafka', 'broker.json'), 'utf8')) as { readonly broker: string }).broker;
      try {
        await (await startSystem(data.path, ['--kafka'])).kill();
        const left = await broker();
        expect(isDescribedAlive(left)).toBe(true);
        const next = await startSystem(data.path, ['--kafka']);
        expect(await broker()).toBe(left);
        await next.stop();
        expect(isDescribedAlive(left)).toBe(false);
      } finally {
        await data.remove();
      }
    });
  });

  test('is told to be impossible where there is no Java, with the other ways', { timeout: 60_000 }, async () => {
    const data = await temporaryFolder();
    try {
      const { code, stderr } = await runUwf(['demo', '--once', '--kafka', '--data', data.path], { environment: { JAVA_HOME: join(data.path, 'no-java') } });
      expect(code).toBe(1);
      expect(stderr).toContain('UWF-6009');
      expect(stderr).toContain('--kafka host:port');
    } finally {
      await data.remove();
    }
  });
});
