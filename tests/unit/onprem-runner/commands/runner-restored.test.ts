import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT_CODES } from '#onprem-runner/exit-codes.ts';
import { startControl } from '#onprem-runner/service/control.ts';
import { controlSocket } from '#onprem-runner/service/control-socket.ts';
import { createFileIncarnation } from '#shared/adapters/node/index.ts';
import { uwf } from '#tests/support/cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-restored-'));
  await writeFile(join(folder, 'uwf.config.yaml'), 'runner: { site: site-7, data: data }\n');
});
afterEach(() => rm(folder, { recursive: true }));

const incarnation = (): Promise<number> => createFileIncarnation({ file: join(folder, 'data', 'incarnation') }).current();

test('raises the incarnation of the site by one each time, and says what to do with it', async () => {
  expect(await incarnation()).toBe(1);
  expect(await uwf(['runner', 'restored'], { folder })).toMatchObject({ exitCode: EXIT_CODES.ok, stderr: expect.stringMatching(/site-7 is in incarnation 2\. Copy .*data\/incarnation/u) as string });
  expect(await incarnation()).toBe(2);
  await uwf(['runner', 'restored'], { folder });
  expect(await incarnation()).toBe(3);
});

test('refuses while the runner works on the store', async () => {
  await uwf(['runner', 'restored'], { folder });
  const before = await readFile(join(folder, 'data', 'incarnation'), 'utf8');
  const control = await startControl(controlSocket(join(folder, 'data')), { status: async () => ({}), drain: () => undefined });
  try {
    expect(await uwf(['runner', 'restored'], { folder })).toMatchObject({ exitCode: EXIT_CODES.usage, stderr: expect.stringContaining('UWF-6002') as string });
  } finally {
    await control.close();
  }
  expect(await readFile(join(folder, 'data', 'incarnation'), 'utf8')).toBe(before);
});
