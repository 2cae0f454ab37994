import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './system-process.ts';

const GOOD = 'document: { dsl: 1.0.3, namespace: tests, name: watched, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo:\n  - greet: { set: { a: 1 } }\n';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-watch-'));
  await writeFile(join(folder, 'workflow.yaml'), GOOD);
});
afterAll(() => rm(folder, { recursive: true }));

test('uwf workflow validate --watch checks again after every change and ends as the last check did', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'uwf.mjs'), 'workflow', 'validate', '--watch', 'workflow.yaml'], { cwd: folder });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString('utf8')));
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const checks = (): number => told.split('Watching one document').length - 1;
  await expect.poll(checks, { timeout: 30_000 }).toBe(1);
  expect(written).toContain('accepted  workflow.yaml');
  await writeFile(join(folder, 'workflow.yaml'), GOOD.replace('set:', 'sett:'));
  await expect.poll(checks, { timeout: 10_000 }).toBe(2);
  expect(written).toContain('error[UWF-1030]');
  await rm(join(folder, 'workflow.yaml'));
  await expect.poll(checks, { timeout: 10_000 }).toBe(3);
  expect(told).toContain('error[UWF-6001]');
  child.kill('SIGINT');
  expect(await ended).toBe(2);
});
