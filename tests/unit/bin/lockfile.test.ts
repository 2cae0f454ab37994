import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBinModule } from '#tests/support/bin-module.ts';

const { lockfileProblems } = await loadBinModule<{ lockfileProblems(path: string): readonly string[] }>('lockfile.mjs');
const integrity = `sha512-${'A'.repeat(86)}==`;

describe('lockfileProblems()', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-lockfile-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function problemsOf(entry: object): readonly string[] {
    const path = join(folder, 'package-lock.json');
    writeFileSync(path, JSON.stringify({ packages: { '': { name: 'root' }, 'node_modules/a': entry } }));
    return lockfileProblems(path);
  }

  test('accepts an entry that names no host and has a digest', () => {
    expect(problemsOf({ version: '1.0.0', integrity })).toEqual([]);
  });

  test('accepts what comes inside another package', () => {
    expect(problemsOf({ version: '1.0.0', inBundle: true })).toEqual([]);
  });

  test.each([
    ['a foreign host', { version: '1.0.0', resolved: 'https://packages.attacker.example/a.tgz', integrity }],
    ['a git repository', { version: '1.0.0', resolved: 'git+ssh://git@example.org/a.git#abc' }],
    ['a folder', { resolved: '../elsewhere', link: true }],
    ['no digest', { version: '1.0.0' }],
    ['a weak digest', { version: '1.0.0', integrity: 'sha1-abc' }],
  ])('refuses an entry with %s', (_name, entry) => {
    expect(problemsOf(entry).length).toBeGreaterThan(0);
  });

  test('finds nothing in the lockfile of this repository', () => {
    expect(lockfileProblems('package-lock.json')).toEqual([]);
  });
});
