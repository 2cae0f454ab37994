import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { awsFiles } from '../../../../../infra/build/aws-files.ts';

const ROOT = new URL('../../../../..', import.meta.url).pathname;

interface LockfileModule {
  lockfileProblems(path: string): readonly string[];
}

test('infra/aws holds what is made of the code', async () => {
  for (const { path, content } of await awsFiles()) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content);
});

describe('what is installed to package', () => {
  test.each(['infra/aws', 'infra/aws/layer'])('comes by a lockfile that names no place, and every package by its digest: %s', async (folder) => {
    const { lockfileProblems }: LockfileModule = await import(pathToFileURL(join(ROOT, 'bin', 'support', 'lockfile.mjs')).href);
    expect(lockfileProblems(join(ROOT, folder, 'package-lock.json'))).toEqual([]);
  });

  test('is the version of osls that was measured', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'infra', 'aws', 'package-lock.json'), 'utf8'));
    expect(packages['node_modules/osls'].version).toBe('4.3.1');
  });
});
