import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface BundleModule {
  bundleProgram(request: { readonly root: string; readonly stamp: string }): Promise<void>;
}

describe('bundleProgram()', () => {
  let root = '';
  let bundleProgram: BundleModule['bundleProgram'];
  beforeAll(async () => {
    const loaded: BundleModule = await import(pathToFileURL('infra/build/bundle.mjs').href);
    bundleProgram = loaded.bundleProgram;
    root = mkdtempSync(join(tmpdir(), 'uwf-bundle-'));
    mkdirSync(join(root, 'onprem-runner', 'deep'), { recursive: true });
    writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', imports: { '#onprem-runner/*': './onprem-runner/*' } }));
    writeFileSync(join(root, 'onprem-runner', 'cli.ts'), "import { here } from '#onprem-runner/deep/part.ts';\nconst late = await import('./late.ts');\nconsole.log(JSON.stringify([here, late.late]));\n");
    writeFileSync(join(root, 'onprem-runner', 'late.ts'), 'export const late: string = import.meta.url;\n');
    writeFileSync(join(root, 'onprem-runner', 'deep', 'part.ts'), "import { readFileSync } from 'node:fs';\nexport const here: string = readFileSync(new URL('./data.txt', import.meta.url), 'utf8');\n");
    writeFileSync(join(root, 'onprem-runner', 'deep', 'data.txt'), 'found');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  function runBundle(): unknown {
    return JSON.parse(execFileSync(process.execPath, [join(root, 'dist', 'uwf.mjs')], { encoding: 'utf8' }));
  }

  test('makes a program that runs, whose modules still find the files beside their sources', async () => {
    await bundleProgram({ root, stamp: 'one' });
    expect(runBundle()).toEqual(['found', pathToFileURL(join(root, 'onprem-runner', 'late.ts')).href]);
    expect(readdirSync(join(root, 'dist'))).toEqual(expect.arrayContaining(['uwf.mjs', 'uwf.mjs.map', 'uwf.stamp']));
  });

  test('keeps the chunks that a running program may still load, and removes those of long ago', async () => {
    const [recent, old] = [join(root, 'dist', 'chunk-RECENT.mjs'), join(root, 'dist', 'chunk-OLD.mjs')];
    for (const path of [recent, old]) writeFileSync(path, '');
    utimesSync(old, 0, 0);
    await bundleProgram({ root, stamp: 'two' });
    const names = readdirSync(join(root, 'dist'));
    expect(names).toContain('chunk-RECENT.mjs');
    expect(names).not.toContain('chunk-OLD.mjs');
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('refuses a source that does not compile and leaves the last program in place', async () => {
    writeFileSync(join(root, 'onprem-runner', 'late.ts'), 'export const late: = ;');
    await expect(bundleProgram({ root, stamp: 'three' })).rejects.toThrow(/late\.ts/);
    expect(runBundle()).toEqual(['found', expect.any(String)]);
  });
});
