import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileIncarnation } from '#shared/adapters/node/index.ts';

const UNREADABLE = { code: 'UWF-5001', details: { reason: 'incarnation' } };

describe('createFileIncarnation()', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uwf-incarnation-'));
    file = join(folder, 'zone', 'incarnation');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The text of an incarnation, in a file of its own. */
  const textOf = async (raises: number): Promise<string> => {
    const other = join(folder, `other-${String(raises)}`);
    for (let raise = 0; raise < raises; raise += 1) await createFileIncarnation({ file: other }).raise();
    return readFile(other, 'utf8');
  };

  test('is the first one without a file, and each raise is seen by the next process', async () => {
    const incarnation = createFileIncarnation({ file });
    expect(await incarnation.current()).toBe(1);
    expect(await incarnation.raise()).toBe(2);
    expect(await incarnation.current()).toBe(2);
    expect(await createFileIncarnation({ file }).raise()).toBe(3);
    expect(await createFileIncarnation({ file }).current()).toBe(3);
    expect(await readdir(join(folder, 'zone'))).toEqual(['incarnation']);
  });

  test('is read again after a while, and not each time', async () => {
    let at = 0;
    const incarnation = createFileIncarnation({ file, now: () => at });
    expect(await incarnation.current()).toBe(1);
    await createFileIncarnation({ file }).raise();
    at = 1_999;
    expect(await incarnation.current()).toBe(1);
    at = 2_000;
    expect(await Promise.all([incarnation.current(), incarnation.current()])).toEqual([2, 2]);
  });

  test('is raised once by each of those who raise it at once', async () => {
    const incarnation = createFileIncarnation({ file });
    expect(await Promise.all([incarnation.raise(), incarnation.raise(), incarnation.raise()])).toEqual([2, 3, 4]);
    expect(await incarnation.current()).toBe(4);
  });

  test('that another process has raised is raised from there, whatever was read before', async () => {
    const incarnation = createFileIncarnation({ file });
    await incarnation.current();
    await createFileIncarnation({ file }).raise();
    expect(await incarnation.raise()).toBe(3);
  });

  test.each(['', '2', '2\n', '0 0\n', 'two\n'])('stops whoever reads what is none: %j', async (text) => {
    const damaged = join(folder, 'incarnation');
    await writeFile(damaged, text);
    await expect(createFileIncarnation({ file: damaged }).current()).rejects.toMatchObject(UNREADABLE);
    await expect(createFileIncarnation({ file: damaged }).raise()).rejects.toMatchObject(UNREADABLE);
    expect(await readFile(damaged, 'utf8')).toBe(text);
  });

  test('stops whoever reads half of one, or one with another number', async () => {
    const damaged = join(folder, 'incarnation');
    const text = await textOf(2);
    for (const wrong of [text.slice(0, -1), text.slice(0, 20), text.replace('3 ', '4 '), `1${text}`, `${text}\n`, text.toUpperCase()]) {
      await writeFile(damaged, wrong);
      await expect(createFileIncarnation({ file: damaged }).current()).rejects.toMatchObject(UNREADABLE);
    }
    await writeFile(damaged, text);
    expect(await createFileIncarnation({ file: damaged }).current()).toBe(3);
  });

  test('stops whoever has seen a larger one, and whoever sees the file gone', async () => {
    let at = 0;
    const incarnation = createFileIncarnation({ file, now: () => at });
    await incarnation.raise();
    await incarnation.raise();
    await writeFile(file, await textOf(1));
    at = 5_000;
    await expect(incarnation.current()).rejects.toMatchObject(UNREADABLE);
    await rm(file);
    await expect(incarnation.current()).rejects.toMatchObject(UNREADABLE);
    await expect(incarnation.raise()).rejects.toMatchObject(UNREADABLE);
  });

  test('tells that it cannot be read or written, and leaves nothing behind', async () => {
    await expect(createFileIncarnation({ file: folder }).current()).rejects.toMatchObject(UNREADABLE);
    await writeFile(join(folder, 'file'), '');
    await expect(createFileIncarnation({ file: join(folder, 'file', 'incarnation') }).raise()).rejects.toMatchObject(UNREADABLE);
    expect(await readdir(folder)).toEqual(['file']);
  });
});
