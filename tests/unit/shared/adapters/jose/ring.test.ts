import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureDevelopmentKeys, generatePrivateKey, isSigningKey, openRingSource, readCardFile, readPrivateKeys, readReleaseKey, readRingFile, signRing, storePrivateKey, toSigningKey, verifyRing, writeRingFile, type ReleaseSigner } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { addKeys, revokeKeys, startRing } from '#shared/core/protocol/ring-change.ts';
import type { KeyRing } from '#shared/core/protocol/ring.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { NOW, NOW_SECONDS } from '#tests/support/door-parties.ts';

let root: string;
let places = 0;
const newPlace = (): string => join(root, String((places += 1)));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'uwf-ring-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

function newRelease(alg: 'ES256' | 'Ed25519' = 'ES256'): ReleaseSigner {
  const key = generatePrivateKey(alg);
  if (!isSigningKey(key)) throw new TypeError('it signs');
  return { record: { kid: key.kid, alg: key.alg, jwk: key.jwk }, key: toSigningKey(key) };
}

function recording(): { readonly logger: Logger; readonly told: unknown[] } {
  const told: unknown[] = [];
  const note = (event: string, fields?: object): void => void told.push([event, fields]);
  return { logger: { info: note, warn: note, error: note }, told };
}

const release = newRelease();
const pins = [release.record.kid];
const ring = startRing(release.record, { cards: [], now: NOW_SECONDS });
const next = (earlier: KeyRing): KeyRing => addKeys(earlier, { cards: [], now: NOW_SECONDS });

describe('a ring file', () => {
  test.each(['ES256', 'Ed25519'] as const)('verifies with the pinned release key (%s)', async (alg) => {
    const signer = newRelease(alg);
    const own = startRing(signer.record, { cards: [], now: NOW_SECONDS });
    expect(await verifyRing(await signRing(own, signer), [signer.record.kid])).toEqual({ ok: true, value: own });
  });

  test('is refused when its release key is not pinned', async () => {
    const stranger = newRelease();
    const foreign = await signRing(startRing(stranger.record, { cards: [], now: NOW_SECONDS }), stranger);
    expect(await verifyRing(foreign, pins)).toEqual({ ok: false, error: 'not signed by a release key that is pinned' });
    expect(await verifyRing(await signRing(ring, release), [])).toMatchObject({ ok: false });
  });

  test('is refused when another key signed it under the name of the pinned one', async () => {
    const { key } = newRelease();
    expect(await verifyRing(await signRing(ring, { record: release.record, key: { ...key, kid: release.record.kid } }), pins)).toEqual({ ok: false, error: 'signature' });
    expect(await verifyRing(await signRing(ring, { record: release.record, key }), pins)).toEqual({ ok: false, error: 'not signed by a release key that is pinned' });
  });

  test('is refused when the key that signs is not among its release keys, or it is no ring', async () => {
    const other = newRelease();
    expect(await verifyRing(await signRing({ ...ring, release: [other.record] }, release), pins)).toEqual({ ok: false, error: 'not a valid ring' });
    expect(await verifyRing(await signRing({ ...ring, version: 0 }, release), pins)).toEqual({ ok: false, error: 'not a valid ring' });
  });

  test('is refused after any change of its ring', async () => {
    const file = JSON.parse(await signRing(ring, release)) as { release: object; ring: string };
    const [header = '', payload = '', signature = ''] = file.ring.split('.');
    const raised = Buffer.from(Buffer.from(payload, 'base64url').toString('utf8').replace('"version":1', '"version":9')).toString('base64url');
    expect(await verifyRing(JSON.stringify({ ...file, ring: [header, raised, signature].join('.') }), pins)).toEqual({ ok: false, error: 'signature' });
  });

  test.each([
    ['no JSON', () => 'ring'],
    ['a member too many', (text: string) => JSON.stringify({ ...(JSON.parse(text) as object), note: 1 })],
    ['no ring', () => JSON.stringify({ release: release.record })],
    ['a ring that is no JWS', () => JSON.stringify({ release: release.record, ring: 'a.b' })],
    ['a release key that is none', (text: string) => JSON.stringify({ ...(JSON.parse(text) as object), release: {} })],
    ['too much', (text: string) => text + ' '.repeat(2_000_000)],
  ])('is refused as malformed with %s', async (_what, change) => {
    expect(await verifyRing(change(await signRing(ring, release)), pins)).toEqual({ ok: false, error: 'malformed' });
  });

  test('is read and replaced as a whole', async () => {
    const path = newPlace();
    await expect(readRingFile(path, pins)).rejects.toMatchObject({ code: 'UWF-5005' });
    await writeRingFile(path, await signRing(ring, release));
    expect(await readRingFile(path, pins)).toEqual(ring);
    await expect(readRingFile(path, ['another'])).rejects.toMatchObject({ code: 'UWF-5005' });
    await expect(writeRingFile(join(path, 'beneath a file'), '')).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('of cards is one card or a list of them', async () => {
    const path = newPlace();
    await expect(readCardFile(path)).rejects.toMatchObject({ code: 'UWF-5005' });
    for (const [text, cards] of [['{"kid":"a"}', [{ kid: 'a' }]], ['[{"kid":"a"}]', [{ kid: 'a' }]]] as const) {
      await writeFile(path, text);
      expect(await readCardFile(path)).toEqual(cards);
    }
    for (const text of ['1', '', '{"a":1,"a":2}']) {
      await writeFile(path, text);
      await expect(readCardFile(path)).rejects.toMatchObject({ code: 'UWF-5005' });
    }
  });
});

describe('openRingSource()', () => {
  async function opened(more: { readonly floorFile?: string } = {}) {
    const file = newPlace();
    const clock = createManualClock(NOW);
    const { logger, told } = recording();
    const put = async (value: KeyRing): Promise<void> => writeRingFile(file, await signRing(value, release));
    return { file, clock, told, put, source: openRingSource({ ring: { file, ...more }, pins, clock, logger, reloadMs: 30_000, staleMs: 900_000 }) };
  }

  test('gives a new version within half a minute', async () => {
    const { clock, put, source } = await opened();
    await put(ring);
    expect(await source.current()).toEqual(ring);
    const later = next(ring);
    await put(later);
    expect(await source.current()).toEqual(ring);
    clock.advance(30_000);
    expect(await source.current()).toEqual(later);
  });

  test('never goes back to an earlier version, and says so', async () => {
    const { clock, told, put, source } = await opened();
    const later = next(ring);
    await put(later);
    await source.current();
    await put(ring);
    clock.advance(30_000);
    expect(await source.current()).toEqual(later);
    expect(told).toEqual([['key-ring-refused', { reason: expect.stringContaining('earlier version') }]]);
  });

  test('refuses another ring of the same version', async () => {
    const { clock, told, put, source } = await opened();
    await put(ring);
    await source.current();
    await put({ ...ring, at: ring.at + 1 });
    clock.advance(30_000);
    expect(await source.current()).toEqual(ring);
    expect(told).toEqual([['key-ring-refused', { reason: expect.stringContaining('same version') }]]);
  });

  test('goes on with what it knows while the ring cannot be read, and not for ever', async () => {
    const { file, clock, told, put, source } = await opened();
    await put(ring);
    await source.current();
    await writeFile(file, 'broken');
    clock.advance(899_999);
    expect(await source.current()).toEqual(ring);
    clock.advance(1);
    await expect(source.current()).rejects.toMatchObject({ code: 'UWF-5007' });
    expect(told).toHaveLength(2);
    await put(ring);
    expect(await source.current()).toEqual(ring);
  });

  test('has nothing to go by when there never was a ring', async () => {
    const { source } = await opened();
    await expect(source.current()).rejects.toMatchObject({ code: 'UWF-5007' });
  });

  test('refuses an earlier version after a restart too, where it may write down what it saw', async () => {
    const floorFile = newPlace();
    const first = await opened({ floorFile });
    const later = next(ring);
    await first.put(later);
    expect(await first.source.current()).toEqual(later);
    const second = await opened({ floorFile });
    await second.put(ring);
    await expect(second.source.current()).rejects.toMatchObject({ code: 'UWF-5007' });
    await second.put(later);
    expect(await second.source.current()).toEqual(later);
    await writeFile(floorFile, 'none');
    const third = await opened({ floorFile });
    await third.put(later);
    await expect(third.source.current()).rejects.toMatchObject({ code: 'UWF-5007' });
  });

  test('knows a revocation within half a minute', async () => {
    const { clock, put, source } = await opened();
    await put(ring);
    await source.current();
    const revoked = revokeKeys(ring, [release.record.kid], NOW_SECONDS);
    if (revoked.ok) await put(revoked.value);
    clock.advance(30_000);
    expect((await source.current()).revoked).toEqual([release.record.kid]);
  });
});

describe('readReleaseKey()', () => {
  test('finds the one key that signs', async () => {
    const folder = newPlace();
    const key = await storePrivateKey(folder, generatePrivateKey('ES256'));
    expect((await readReleaseKey(folder)).record).toEqual({ kid: key.kid, alg: 'ES256', jwk: key.jwk });
    await storePrivateKey(folder, generatePrivateKey('ES256'));
    await expect(readReleaseKey(folder)).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});

describe('ensureDevelopmentKeys()', () => {
  const parties = { tenant: 'bank', cloud: 'dispatcher', site: 'site-1' };
  const clock = createManualClock(NOW);

  function newFolders() {
    const place = newPlace();
    return { release: join(place, 'release'), cloud: join(place, 'cloud', 'keys'), onPrem: join(place, 'on-prem', 'keys'), ring: join(place, 'public', 'ring.json') };
  }

  test('makes what both zones need, each private key in its own folder only', async () => {
    const folders = newFolders();
    const { ring: made, pin } = await ensureDevelopmentKeys({ folders, parties, clock });
    const held = async (folder: string) => (await readPrivateKeys(folder)).map(({ kid }) => kid).toSorted();
    const owned = (owner: string) => made.keys.filter((key) => key.iss === owner).map(({ kid }) => kid).toSorted();
    expect(await held(folders.release)).toEqual([pin]);
    expect(await held(folders.cloud)).toEqual(owned('dispatcher'));
    expect(await held(folders.onPrem)).toEqual(owned('site-1'));
    expect(made.keys.map(({ iss, use, tid }) => [iss, use, tid])).toEqual([['dispatcher', 'sig', undefined], ['dispatcher', 'enc', undefined], ['site-1', 'sig', 'bank'], ['site-1', 'enc', 'bank']]);
    expect(await readRingFile(folders.ring, [pin])).toEqual(made);
    for (const folder of [folders.release, folders.cloud, folders.onPrem]) {
      expect((await stat(folder)).mode & 0o077).toBe(0);
      for (const name of await readdir(folder)) {
        const { d } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { d: string };
        expect(await readFile(folders.ring, 'utf8')).not.toContain(d);
      }
    }
  });

  test('finds them again', async () => {
    const folders = newFolders();
    const first = await ensureDevelopmentKeys({ folders, parties, clock, algorithm: 'Ed25519' });
    const again = await ensureDevelopmentKeys({ folders, parties, clock });
    expect(again.ring).toEqual(first.ring);
    expect(again.pin).toBe(first.pin);
  });

  test('gives a party that lost its keys new ones', async () => {
    const folders = newFolders();
    const first = await ensureDevelopmentKeys({ folders, parties, clock });
    await rm(folders.onPrem, { recursive: true });
    const again = await ensureDevelopmentKeys({ folders, parties, clock });
    expect(again.ring.version).toBe(first.ring.version + 1);
    expect(again.ring.keys.filter((key) => key.iss === 'site-1')).toHaveLength(4);
    expect(again.ring.keys.filter((key) => key.iss === 'dispatcher')).toHaveLength(2);
  });

  test('does not go on with a ring that somebody else signed, or with a key that others may read', async () => {
    const [one, other] = [newFolders(), newFolders()];
    await ensureDevelopmentKeys({ folders: one, parties, clock });
    await ensureDevelopmentKeys({ folders: other, parties, clock });
    await copyFile(one.ring, other.ring);
    await expect(ensureDevelopmentKeys({ folders: other, parties, clock })).rejects.toMatchObject({ code: 'UWF-5005' });
    const [name = ''] = await readdir(one.cloud);
    await chmod(join(one.cloud, name), 0o644);
    await expect(ensureDevelopmentKeys({ folders: one, parties, clock })).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});
