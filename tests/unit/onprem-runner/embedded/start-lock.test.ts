import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeProcess, isDescribedAlive, withLock } from '#onprem-runner/embedded/start-lock.ts';

function pidOfTheDead(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('withLock()', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('lets one at a time work, and gives its result', async () => {
    let working = 0;
    let most = 0;
    const work = async (result: number) => {
      most = Math.max(most, (working += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      working -= 1;
      return result;
    };
    expect(await Promise.all([1, 2, 3].map((result) => withLock(path, () => work(result))))).toEqual([1, 2, 3]);
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  test('is given back when the work fails', async () => {
    await expect(withLock(path, () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
    expect(existsSync(path)).toBe(false);
  });

  test('names its holder, and is taken over from one that is gone', async () => {
    writeFileSync(path, describeProcess(pidOfTheDead()));
    expect(await withLock(path, async () => readFileSync(path, 'utf8'))).toBe(describeProcess(process.pid));
  });

  test('tells when the folder cannot be written to', async () => {
    await expect(withLock(join(folder, 'missing', 'lock'), async () => 1)).rejects.toMatchObject({ code: 'UWF-5004' });
  });
});

describe('isDescribedAlive()', () => {
  test('knows a process from a later one with the same number', () => {
    const description = describeProcess(process.pid);
    expect(isDescribedAlive(description)).toBe(true);
    if (process.platform === 'linux') expect(isDescribedAlive(`${String(process.pid)} 1`)).toBe(false);
  });

  test.each(['', '0', '-1', 'nonsense', '999999999'])('takes %j for nobody', (description) => {
    expect(isDescribedAlive(description)).toBe(false);
  });
});
