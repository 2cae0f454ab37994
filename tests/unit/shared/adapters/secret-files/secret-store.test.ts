import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';

let directory = '';
const resolve = (name: string) => createFileSecretStore({ directory }).resolve({ name });
const write = (name: string, content: string | Buffer, mode = 0o600) => writeFileSync(join(directory, name), content, { mode });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'uwf-secrets-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function refusalOf(name: string): Promise<string> {
  const error: unknown = await resolve(name).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'UWF-5006' });
  return String(error);
}

describe('secrets in files', () => {
  test('are read again at each call', async () => {
    write('key', 'one\n');
    expect(await resolve('key')).toBe('one');
    write('key', 'two\r\n');
    expect(await resolve('key')).toBe('two');
  });

  test('may be links: the folder is its owner\'s alone', async () => {
    write('real', 'value');
    symlinkSync(join(directory, 'real'), join(directory, 'linked'));
    expect(await resolve('linked')).toBe('value');
  });

  test.each([0o640, 0o604, 0o660])('are refused when the file may be read by others (%o)', async (mode) => {
    write('key', 'x');
    chmodSync(join(directory, 'key'), mode);
    expect(await refusalOf('key')).toContain('chmod 600');
  });

  test('are refused when the folder may be read by others, or is not there', async () => {
    write('key', 'x');
    chmodSync(directory, 0o750);
    expect(await refusalOf('key')).toContain('chmod 700');
    rmSync(directory, { recursive: true });
    expect(await refusalOf('key')).toContain('not there');
  });

  test('are refused when they are no small text file', async () => {
    mkdirSync(join(directory, 'folder'), { mode: 0o700 });
    write('bytes', Buffer.from([0xff, 0xfe]));
    write('large', 'x'.repeat(65_537));
    expect(await refusalOf('folder')).toContain('not a file');
    expect(await refusalOf('bytes')).toContain('UTF-8');
    expect(await refusalOf('large')).toContain('65536 bytes');
  });

  test('are not quoted when they are no JSON', async () => {
    write('user.json', '{"password": "canary",}');
    expect(await refusalOf('user')).not.toContain('canary');
  });
});
