import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyFile, generateSealingKey, parsePublicKeySet, readKeyFile, toPublicKeySet } from '#shared/adapters/jose/index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-keys-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('createKeyFile() and readKeyFile()', () => {
  test('write a key that only its owner may read, and read it again', async () => {
    const path = join(folder, 'a.jwk');
    const key = await createKeyFile(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readKeyFile(path)).toEqual(key);
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ECDH-ES+A256KW', use: 'enc' });
  });

  test('createKeyFile() never overwrites', async () => {
    const path = join(folder, 'b.jwk');
    await createKeyFile(path);
    const before = await readFile(path, 'utf8');
    await expect(createKeyFile(path)).rejects.toMatchObject({ code: 'UWF-5005' });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('readKeyFile() refuses a key that others may read', async () => {
    const path = join(folder, 'c.jwk');
    await createKeyFile(path);
    await chmod(path, 0o640);
    await expect(readKeyFile(path)).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test.each([
    ['no JSON', 'secret-text'],
    ['no key', '{}'],
    ['another kind of key', '{"kty":"OKP","crv":"X25519","x":"secret-text","d":"secret-text"}'],
    ['a key without its private part', '{"kty":"EC","crv":"P-256","x":"secret-text","y":"secret-text"}'],
    ['a key with a foreign kid', '{"kty":"EC","crv":"P-256","x":"secret-text","y":"secret-text","d":"secret-text","kid":"k"}'],
  ])('readKeyFile() refuses %s and quotes nothing of it', async (_what, text) => {
    const path = join(folder, `bad-${Buffer.from(_what).toString('hex')}.jwk`);
    await writeFile(path, text, { mode: 0o600 });
    const error = await readKeyFile(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UWF-5005' });
    expect(String(error)).not.toContain('secret');
  });

  test('readKeyFile() says when there is no file', async () => {
    await expect(readKeyFile(join(folder, 'none.jwk'))).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});

describe('toPublicKeySet() and parsePublicKeySet()', () => {
  test('publish nothing private, and read the same keys', async () => {
    const key = await generateSealingKey();
    const set = toPublicKeySet([key]);
    expect(JSON.stringify(set)).not.toContain(key.d);
    expect(await parsePublicKeySet(JSON.parse(JSON.stringify(set)))).toEqual(set.keys);
  });

  test('pass over keys for other uses', async () => {
    const key = await generateSealingKey();
    const [own] = toPublicKeySet([key]).keys;
    const set = { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB' }, { ...own, use: 'sig', alg: 'ES256' }, own] };
    expect(await parsePublicKeySet(set)).toEqual([own]);
  });

  test.each([undefined, null, {}, { keys: [] }, { keys: 'x' }, { keys: [{ kty: 'EC', crv: 'P-256' }] }])('parsePublicKeySet() refuses %j', async (value) => {
    await expect(parsePublicKeySet(value)).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});
