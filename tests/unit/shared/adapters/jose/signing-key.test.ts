import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPrivateKeyIn, formatPrivateJwk, generatePrivateKey, isSigningKey, openKeyFolder, parsePrivateJwk, readPrivateKeys, storePrivateKey, toOpeningKey, toSigningKey } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { parseKeyCard } from '#shared/core/protocol/ring-parse.ts';

let root: string;
let folders = 0;
const newFolder = (): string => join(root, String((folders += 1)));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'uwf-door-keys-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

describe('a private key', () => {
  test.each(['ES256', 'Ed25519'] as const)('for %s makes signatures that everybody can verify', async (alg) => {
    const key = generatePrivateKey(alg);
    if (!isSigningKey(key)) throw new TypeError('it signs');
    const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
    const signature = await toSigningKey(key).sign({ bytes: Buffer.from(`${header}.e30`) });
    expect(signature).toHaveLength(64);
    const { payload } = await compactVerify(`${header}.e30.${Buffer.from(signature).toString('base64url')}`, await importJWK({ ...key.jwk }, alg));
    expect(Buffer.from(payload).toString()).toBe('{}');
  });

  test('for encryption opens nothing that is not for it', async () => {
    const key = generatePrivateKey('ECDH-ES+A256KW');
    expect(isSigningKey(key)).toBe(false);
    expect(await toOpeningKey(key).open({ box: 'a.b.c.d.e' })).toBeUndefined();
  });

  test.each(['ES256', 'Ed25519', 'ECDH-ES+A256KW'] as const)('for %s is the same after its file was read', (alg) => {
    const key = generatePrivateKey(alg);
    expect(parsePrivateJwk(JSON.parse(formatPrivateJwk(key)))).toEqual(key);
  });

  test.each([
    ['nothing', null],
    ['a public key', { ...generatePrivateKey('ES256').jwk, alg: 'ES256' }],
    ['no algorithm', { ...generatePrivateKey('ES256').jwk, d: 'secret' }],
    ['an algorithm of another key', { ...JSON.parse(formatPrivateJwk(generatePrivateKey('ES256'))), alg: 'Ed25519' }],
    ['another name', { ...JSON.parse(formatPrivateJwk(generatePrivateKey('ES256'))), kid: 'secret' }],
    ['the private half of another key', { ...JSON.parse(formatPrivateJwk(generatePrivateKey('ES256'))), d: generatePrivateKey('ES256').d }],
    ['a private half that is none', { ...JSON.parse(formatPrivateJwk(generatePrivateKey('Ed25519'))), d: 'secret' }],
  ])('is refused with %s, and nothing of it is quoted', (_what, value) => {
    const refused = (): unknown => {
      try {
        return parsePrivateJwk(value);
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({ code: 'UWF-5005' });
    expect(String(refused())).not.toContain('secret');
  });
});

describe('a folder of keys', () => {
  test('gets a key for its owner only, and gives its public half', async () => {
    const folder = newFolder();
    const card = await createPrivateKeyIn({ folder, alg: 'ES256', iss: 'site-1', tid: 'bank', may: ['result'] });
    const [name = ''] = await readdir(folder);
    expect(name).toBe(`${card.kid}.jwk`);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect(parseKeyCard(JSON.parse(JSON.stringify(card)))).toEqual(card);
    const { d } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { d: string };
    expect(JSON.stringify(card)).not.toContain(d);
  });

  test('is refused when others may read a key, a key is broken, or it is not there', async () => {
    const folder = newFolder();
    await expect(readPrivateKeys(folder)).rejects.toMatchObject({ code: 'UWF-5005' });
    const { kid } = await storePrivateKey(folder, generatePrivateKey('ES256'));
    await chmod(join(folder, `${kid}.jwk`), 0o644);
    await expect(readPrivateKeys(folder)).rejects.toMatchObject({ code: 'UWF-5005' });
    await chmod(join(folder, `${kid}.jwk`), 0o600);
    await writeFile(join(folder, `${kid}.jwk`), '{}');
    await expect(readPrivateKeys(folder)).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('cannot be made where a file is', async () => {
    const path = newFolder();
    await writeFile(path, '');
    await expect(storePrivateKey(path, generatePrivateKey('ES256'))).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('passes over other files', async () => {
    const folder = newFolder();
    const { kid } = await storePrivateKey(folder, generatePrivateKey('Ed25519'));
    await writeFile(join(folder, 'sealing.json'), '{}');
    await writeFile(join(folder, 'README'), '');
    expect((await readPrivateKeys(folder)).map((key) => key.kid)).toEqual([kid]);
  });

  test('is looked at again, so that a new key needs no restart, and a broken one stops nothing', async () => {
    const folder = newFolder();
    const clock = createManualClock(0);
    const keys = openKeyFolder({ folder, clock, reloadMs: 1_000 });
    await expect(keys.signing()).rejects.toMatchObject({ code: 'UWF-5007' });
    const first = await storePrivateKey(folder, generatePrivateKey('ES256'));
    const [loaded] = await keys.signing();
    expect(loaded?.kid).toBe(first.kid);
    const box = await storePrivateKey(folder, generatePrivateKey('ECDH-ES+A256KW'));
    expect(await keys.opening()).toEqual([]);
    clock.advance(1_000);
    expect((await keys.opening()).map(({ kid }) => kid)).toEqual([box.kid]);
    expect(await keys.signing()).toEqual([loaded]);
    await chmod(join(folder, `${box.kid}.jwk`), 0o644);
    clock.advance(1_000);
    expect((await keys.opening()).map(({ kid }) => kid)).toEqual([box.kid]);
  });
});

test('makes no key whose thumbprint a command would take for an option', () => {
  const kids = Array.from({ length: 300 }, () => generatePrivateKey('Ed25519').kid);
  expect(kids.filter((kid) => kid.startsWith('-'))).toEqual([]);
});
