import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOwnFile, replaceFile } from '#onprem-runner/batch/files.ts';
import { readBatchSecret } from '#onprem-runner/batch/identity.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file is replaced as a whole, or stays as it was', async () => {
  const path = join(folder, 'report');
  await replaceFile(path, ['one\n']);
  async function* breaking(): AsyncGenerator<string, void, undefined> {
    yield 'two\n';
    throw new TypeError('in the middle');
  }
  await expect(replaceFile(path, breaking())).rejects.toThrow('in the middle');
  expect([await readFile(path, 'utf8'), await readdir(folder)]).toEqual(['one\n', ['report']]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('never writes through a symbolic link', async () => {
  await writeFile(join(folder, 'victim'), 'precious');
  await symlink(join(folder, 'victim'), join(folder, 'journal'));
  await expect(openOwnFile(join(folder, 'journal'), 'replace')).rejects.toMatchObject({ code: 'UWF-6001', message: expect.stringContaining('symbolic link') });
  expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('precious');
});

test('the secret of batches is made once, for its owner only', async () => {
  const [first, second] = await Promise.all([readBatchSecret(join(folder, 'data')), readBatchSecret(join(folder, 'data'))]);
  const third = await readBatchSecret(join(folder, 'data'));
  expect([first.length, Buffer.compare(first, third), Buffer.compare(second, third)]).toEqual([32, 0, 0]);
  expect(await readdir(join(folder, 'data'))).toEqual(['batch.key']);
  expect((await stat(join(folder, 'data', 'batch.key'))).mode & 0o777).toBe(0o600);
});

test('a secret that is none is refused', async () => {
  await writeFile(join(folder, 'batch.key'), 'short');
  await chmod(join(folder, 'batch.key'), 0o600);
  await expect(readBatchSecret(folder)).rejects.toMatchObject({ code: 'UWF-6007' });
});
