import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientOf, runKilledBatch, TINY, writeBytes } from './batch-process.ts';
import { runUwf, startSystem, temporaryFolder, type SystemProcess } from './system-process.ts';

async function withSystem(work: (system: SystemProcess, folder: string) => Promise<void>): Promise<void> {
  expect((await runUwf(['--version'])).code, 'the program is built').toBe(0);
  const folder = await temporaryFolder();
  const system = await startSystem(folder.path);
  try {
    await work(system, folder.path);
  } finally {
    await system.stop();
    await folder.remove();
  }
}

test('a file of 300 MB is read with a heap of 64 MB', async () => {
  await withSystem(async (system, folder) => {
    await (await clientOf(system)).definitions.register(TINY, 'application/yaml');
    for (const megabytes of [30, 300]) {
      const file = join(folder, 'large.ndjson');
      await writeBytes(file, megabytes * 1_000_000);
      const args = ['batch', 'run', file, '--workflow', 'tests.tiny', '--dry-run', '--profile', join(folder, 'profile.json'), '--report', join(folder, `${megabytes}.out`), '-o', 'json'];
      const run = await runUwf(args, { timeoutMs: 1_800_000, environment: { NODE_OPTIONS: '--max-old-space-size=64' } });
      const { lines, attempt }: { readonly lines: number; readonly attempt: { readonly peakMemoryMiB: number; readonly linesPerSecond: number } } = JSON.parse(run.stdout);
      expect([run.code, lines]).toEqual([0, Math.floor((megabytes * 1_000_000) / 1_010)]);
      expect((await readFile(join(folder, `${megabytes}.out`), 'utf8')).split('\n').length).toBe(lines + 1);
      process.stdout.write(`batch: ${megabytes} MB, ${lines} lines checked, ${attempt.linesPerSecond}/s, peak memory ${attempt.peakMemoryMiB} MiB\n`);
      await rm(file);
    }
  });
});

test('killed with -9 three times on its way, a batch runs every one of 100,000 lines exactly once', async () => {
  await withSystem((system, folder) => runKilledBatch({ system, folder, count: 100_000 }));
});
