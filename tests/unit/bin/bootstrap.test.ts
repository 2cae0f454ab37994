import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

function bootstrap(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, ['bin/bootstrap.mjs', ...args], { encoding: 'utf8' });
}

describe('bin/bootstrap.mjs', () => {
  test.each([[[]], [['no-such-command']], [['constructor']]])('answers %j with its usage and exit code 2', (args) => {
    const { status, stdout, stderr } = bootstrap(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('usage: node bin/bootstrap.mjs demo|uwf|test|check|goldens|setup');
  });

  test('prepares a checkout that is ready without a word on stdout', () => {
    expect(bootstrap('setup')).toMatchObject({ status: 0, stdout: '' });
  });

  test('lets two commands that start together prepare one after the other', async () => {
    const start = (): Promise<{ stdout: string }> => promisify(execFile)(process.execPath, ['bin/bootstrap.mjs', 'setup']);
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['', '']);
  });
});
