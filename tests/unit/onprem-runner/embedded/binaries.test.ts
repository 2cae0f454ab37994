import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBinaries, nativeFolder } from '#onprem-runner/embedded/binaries.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };
const LIBRARY = 'native/lib/libpq.so.5.18';
const LINK = 'native/lib/libpq.so.5';

describe('nativeFolder()', () => {
  test('finds the programs of this machine', () => {
    expect(existsSync(join(nativeFolder(`${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`), 'bin'))).toBe(true);
  });

  test.each(['plan9-x64', 'linux-riscv64', '../..'])('says what to do where there are none: %s', (platform) => {
    expect(() => nativeFolder(platform)).toThrow(expect.objectContaining({ code: 'UWF-5004', message: expect.stringContaining('DATABASE_URL') }));
  });
});

describe('findBinaries()', () => {
  let folder: string;
  let installed: string;
  const created: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-binaries-'));
    chmodSync(folder, 0o755);
    installed = join(folder, 'native');
    for (const name of ['bin/postgres', 'bin/initdb', 'lib/libpq.so.5.18', 'share/postgres.bki']) {
      mkdirSync(dirname(join(installed, name)), { recursive: true });
      writeFileSync(join(installed, name), name, { mode: name.startsWith('bin/') ? 0o755 : 0o644 });
    }
    writeFileSync(join(installed, 'pg-symlinks.json'), JSON.stringify([{ source: LIBRARY, target: LINK }]));
  });
  afterEach(() => {
    for (const path of [folder, ...created.splice(0)]) rmSync(path, { recursive: true, force: true });
  });

  const mirrored = (): string => {
    const binaries = findBinaries(NOBODY, installed);
    const mirror = dirname(dirname(binaries.postgres));
    created.push(dirname(mirror));
    expect(binaries.note).toContain('temporary folder');
    return mirror;
  };

  test('uses the programs where npm put them, and makes the links that npm left out', () => {
    const binaries = findBinaries(NOBODY, installed);
    expect(binaries.postgres).toBe(join(installed, 'bin', 'postgres'));
    expect(binaries.note).toBeUndefined();
    expect(readlinkSync(join(folder, LINK))).toBe('libpq.so.5.18');
    expect(findBinaries(NOBODY, installed).postgres, 'also when the links are there').toBe(binaries.postgres);
  });

  test('links them elsewhere when the user cannot get to them', () => {
    chmodSync(folder, 0o700);
    const mirror = mirrored();
    expect(readFileSync(join(mirror, 'bin', 'postgres'), 'utf8')).toBe('bin/postgres');
    expect(statSync(join(mirror, 'lib', 'libpq.so.5.18')).ino).toBe(statSync(join(folder, LIBRARY)).ino);
    expect(lstatSync(join(mirror, 'lib', 'libpq.so.5')).isSymbolicLink()).toBe(true);
    expect(mirrored(), 'the same again').toBe(mirror);
  });

  test('copies what others may not read, without changing the original', () => {
    chmodSync(join(installed, 'bin', 'postgres'), 0o700);
    chmodSync(join(installed, 'share', 'postgres.bki'), 0o600);
    const mirror = mirrored();
    expect(statSync(join(mirror, 'bin', 'postgres')).mode & 0o777).toBe(0o555);
    expect(statSync(join(mirror, 'share', 'postgres.bki')).mode & 0o777).toBe(0o444);
    expect(statSync(join(installed, 'bin', 'postgres')).mode & 0o777).toBe(0o700);
  });

  test('completes a tree that lost files', () => {
    chmodSync(folder, 0o700);
    const mirror = mirrored();
    rmSync(join(mirror, 'share'), { recursive: true });
    mirrored();
    expect(existsSync(join(mirror, 'share', 'postgres.bki'))).toBe(true);
  });
});
