import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface ZipModule {
  zipFolder(folder: string): Buffer;
}

const FILES: Readonly<Record<string, string>> = { 'index.mjs': 'export const handler = 1;\n', 'settings.json': '{}\n', 'part/ä.mjs': 'x'.repeat(70_000), 'empty.txt': '' };

/** Reads it with somebody else's program. */
const READ = 'import sys, json, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps([[i.filename, z.read(i).decode(), list(i.date_time), oct(i.external_attr >> 16)] for i in z.infolist()]))';

describe('zipFolder()', () => {
  let folder = '';
  let zipFolder: ZipModule['zipFolder'];
  beforeAll(async () => {
    const loaded: ZipModule = await import(pathToFileURL(join(process.cwd(), 'infra', 'build', 'aws', 'zip.mjs')).href);
    zipFolder = loaded.zipFolder;
    folder = mkdtempSync(join(tmpdir(), 'uwf-zip-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(name: string, names: readonly string[]): string {
    const place = join(folder, name);
    for (const file of names) {
      mkdirSync(join(place, file, '..'), { recursive: true });
      writeFileSync(join(place, file), FILES[file] ?? '');
    }
    return place;
  }

  test('makes what others can read: every file, its bytes, readable for all', () => {
    const file = join(folder, 'one.zip');
    writeFileSync(file, zipFolder(write('one', Object.keys(FILES))));
    const entries: unknown = JSON.parse(execFileSync('python3', ['-c', READ, file], { encoding: 'utf8' }));
    expect(entries).toEqual(Object.keys(FILES).sort().map((name) => [name, FILES[name], [1980, 1, 1, 0, 0, 0], '0o100644']));
  });

  test('makes the same bytes whenever, wherever and in whatever order the files were written', () => {
    const [first, second] = [write('first', Object.keys(FILES)), write('second', Object.keys(FILES).toReversed())];
    utimesSync(join(second, 'index.mjs'), 1_000_000, 1_000_000);
    expect(zipFolder(second).equals(zipFolder(first))).toBe(true);
  });

  test('and other bytes for another content', () => {
    const [before, after] = [zipFolder(write('before', ['index.mjs'])), write('after', ['index.mjs'])];
    writeFileSync(join(after, 'index.mjs'), 'export const handler = 2;\n');
    expect(zipFolder(after).equals(before)).toBe(false);
  });
});
