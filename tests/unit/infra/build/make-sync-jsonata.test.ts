import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../../', import.meta.url);
const engine = new URL('shared/core/expression/jsonata/vendor/jsonata.mjs', root);

function generate(): string {
  const run = spawnSync(process.execPath, ['infra/build/generate.mjs'], { cwd: root, encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(0);
  return run.stderr;
}

test('a second run finds everything up to date and writes nothing', () => {
  generate();
  const before = readFileSync(engine, 'utf8');
  expect(generate()).not.toContain('make-sync-jsonata');
  expect(readFileSync(engine, 'utf8')).toBe(before);
});

test('the engine awaits nothing, and uses nothing of Node or a browser', () => {
  const code = readFileSync(engine, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  expect(code).not.toMatch(/\b(?:async|await|Promise|Buffer|process|setTimeout)\b/);
  expect(code).not.toMatch(/\bMath\.random\b|\bDate\.now\b|new Date\(\)|^import /m);
});
