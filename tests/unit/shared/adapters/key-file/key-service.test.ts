import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileKeyService } from '#shared/adapters/key-file/index.ts';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-key-files-'));
  directory = join(folder, 'keys');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => createFileKeyService({ directory });
const secretOf = (file: string): string => (JSON.parse(readFileSync(join(directory, file), 'utf8')) as { readonly key: string }).key;

describe('keys in files', () => {
  test('are one file for each version, which only their owner may read, in a folder of the same kind', async () => {
    await open().ensure({ key: 'vault-kek', use: 'wrap' });
    await open().rotate({ key: 'vault-kek' });
    expect(readdirSync(directory).sort()).toEqual(['vault-kek.v1.key', 'vault-kek.v2.key']);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    expect(secretOf('vault-kek.v1.key')).not.toBe(secretOf('vault-kek.v2.key'));
  });

  test('wrap as RFC 3394 says (§4.6)', async () => {
    mkdirSync(directory, { mode: 0o700 });
    const kek = Buffer.from('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', 'hex');
    writeFileSync(join(directory, 'rfc.v1.key'), JSON.stringify({ use: 'wrap', key: kek.toString('base64url') }), { mode: 0o600 });
    const dataKey = new Uint8Array(Buffer.from('00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F', 'hex'));
    const { version, wrapped } = await open().wrap({ key: 'rfc', dataKey });
    expect([version, Buffer.from(wrapped, 'base64url').toString('hex').toUpperCase()]).toEqual([1, '28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21']);
    expect(await open().unwrap({ key: 'rfc', version, wrapped })).toEqual(dataKey);
  });

  test('make fingerprints with HMAC-SHA-256 (RFC 2104)', async () => {
    await open().ensure({ key: 'm', use: 'mac' });
    const expected = createHmac('sha256', Buffer.from(secretOf('m.v1.key'), 'base64url')).update('Hi There').digest('base64url');
    expect(await open().mac({ key: 'm', version: 1, text: 'Hi There' })).toBe(expected);
    await expect(open().mac({ key: 'm', version: 1, text: '' })).rejects.toThrow('a fingerprint is of a text');
  });

  test('are refused when others may read them, or may go through their folder', async () => {
    await open().ensure({ key: 'k', use: 'mac' });
    chmodSync(join(directory, 'k.v1.key'), 0o640);
    await expect(open().mac({ key: 'k', version: 1, text: 'x' })).rejects.toMatchObject({ code: 'UWF-5005', message: expect.stringContaining('chmod 600') });
    chmodSync(join(directory, 'k.v1.key'), 0o600);
    chmodSync(directory, 0o750);
    for (const call of [() => open().describe({ key: 'k' }), () => open().ensure({ key: 'new', use: 'wrap' }), () => open().mac({ key: 'k', version: 1, text: 'x' })]) {
      await expect(call()).rejects.toMatchObject({ code: 'UWF-5005', message: expect.stringContaining('chmod 700') });
    }
  });

  test.each([
    ['no JSON', '{"use":"wrap","key":"c2VjcmV0'],
    ['another use', '{"use":"decrypt","key":"c2VjcmV0"}'],
    ['a key that is too short', '{"use":"wrap","key":"c2VjcmV0"}'],
    ['no private key', '{"use":"sign","key":{"kty":"EC","crv":"P-256","x":"c2VjcmV0","y":"c2VjcmV0"}}'],
    ['too much', `{"use":"wrap","key":"${'c2VjcmV0'.repeat(600)}"}`],
  ])('are refused when a file holds %s, and nothing of it is quoted', async (_what, text) => {
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(join(directory, 'k.v1.key'), text, { mode: 0o600 });
    const error: unknown = await open().describe({ key: 'k' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UWF-5005' });
    expect(String(error)).not.toMatch(/c2Vj|secret/u);
  });

  test('are no links and no folders', async () => {
    await open().ensure({ key: 'real', use: 'mac' });
    symlinkSync(join(directory, 'real.v1.key'), join(directory, 'link.v1.key'));
    mkdirSync(join(directory, 'dir.v1.key'));
    await expect(open().mac({ key: 'link', version: 1, text: 'x' })).rejects.toMatchObject({ code: 'UWF-5007' });
    await expect(open().mac({ key: 'dir', version: 1, text: 'x' })).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('cannot be used while the disk cannot: that passes', async () => {
    writeFileSync(directory, 'a file where the folder should be');
    await expect(open().describe({ key: 'k' })).rejects.toMatchObject({ code: 'UWF-5005' });
    rmSync(directory);
    await expect(createFileKeyService({ directory: join(folder, 'x'.repeat(300)) }).describe({ key: 'k' })).rejects.toMatchObject({ code: 'UWF-5007' });
  });

  test('leave nothing half made when many rotate at once', async () => {
    await open().ensure({ key: 'k', use: 'wrap' });
    await Promise.all(Array.from({ length: 8 }, () => open().rotate({ key: 'k' })));
    expect(await open().describe({ key: 'k' })).toEqual({ key: 'k', use: 'wrap', current: 9, versions: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    expect(readdirSync(directory).filter((file) => !file.endsWith('.key'))).toEqual([]);
  });

  test('pass over what a crash left behind', async () => {
    await open().ensure({ key: 'k', use: 'wrap' });
    writeFileSync(join(directory, '.0123.new'), '{"use":', { mode: 0o600 });
    expect(await open().rotate({ key: 'k' })).toMatchObject({ versions: [1, 2] });
  });

  test('are overwritten and removed when they are destroyed', async () => {
    await open().ensure({ key: 'k', use: 'wrap' });
    await open().rotate({ key: 'k' });
    await open().destroy({ key: 'k', version: 1 });
    expect(existsSync(join(directory, 'k.v1.key'))).toBe(false);
  });
});
