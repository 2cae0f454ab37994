import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDoorSecret, parseReleaseSecret } from '#functions/cloud/door-secret.ts';
import { EXIT_CODES } from '#onprem-runner/exit-codes.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';

let folder: string;
let told: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-keys-'));
  told = '';
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function keys(...args: readonly string[]): Promise<CliOutcome> {
  const outcome = await uwf(['keys', ...args], { folder });
  told += outcome.stdout + outcome.stderr;
  return outcome;
}

const json = <T>(outcome: CliOutcome): T => {
  expect(outcome).toMatchObject({ exitCode: EXIT_CODES.ok });
  return JSON.parse(outcome.stdout) as T;
};

interface ListedKey {
  readonly kid: string;
  readonly iss: string;
  readonly use: string;
  readonly state: string;
  readonly isHeldHere: boolean;
}

/** The release key, the keys of both parties and the first ring. */
async function start(): Promise<{ readonly pin: string; readonly ring: readonly ListedKey[] }> {
  const { kid: pin } = json<{ kid: string }>(await keys('init', '--folder', 'release', '--role', 'release', '-o', 'json'));
  const cloud = await keys('init', '--folder', 'cloud', '--role', 'cloud', '--owner', 'dispatcher', '-o', 'json');
  const site = await keys('init', '--folder', 'site', '--role', 'site', '--owner', 'site-1', '--tenant', 'bank', '--algorithm', 'Ed25519', '-o', 'json');
  await writeFile(join(folder, 'cloud.json'), cloud.stdout);
  await writeFile(join(folder, 'site.json'), site.stdout);
  const ring = json<readonly ListedKey[]>(await keys('ring', 'sign', '--ring', 'ring.json', '--release', 'release', '--add', 'cloud.json', '--add', 'site.json', '-o', 'json'));
  return { pin, ring };
}

const listed = async (pin: string, ...more: readonly string[]) => json<readonly ListedKey[]>(await keys('show', '--ring', 'ring.json', '--pin', pin, '-o', 'json', ...more));

describe('uwf keys', () => {
  test('makes keys and a ring that verifies, and never prints a private key', async () => {
    const { pin, ring } = await start();
    expect(ring.map(({ iss, use, state }) => [iss, use, state])).toEqual([['dispatcher', 'sig', 'current'], ['dispatcher', 'enc', 'current'], ['site-1', 'sig', 'current'], ['site-1', 'enc', 'current']]);
    expect(json(await keys('ring', 'verify', '--ring', 'ring.json', '--pin', pin, '-o', 'json'))).toMatchObject({ version: 1, keys: 4, revoked: 0 });
    expect((await listed(pin, '--folder', 'site')).map(({ isHeldHere }) => isHeldHere)).toEqual([false, false, true, true]);
    expect((await keys('show', '--ring', 'ring.json', '--pin', pin)).stdout).toContain('current');
    for (const place of ['release', 'cloud', 'site']) {
      for (const name of await readdir(join(folder, place))) {
        const { d } = JSON.parse(await readFile(join(folder, place, name), 'utf8')) as { d: string };
        expect(told).not.toContain(d);
      }
    }
  });

  test('rotates a key: the new one waits, the old one stays', async () => {
    const { pin, ring } = await start();
    const old = ring.find(({ iss, use }) => iss === 'site-1' && use === 'sig')?.kid ?? '';
    const [card] = json<readonly ListedKey[]>(await keys('rotate', old, '--folder', 'site', '--ring', 'ring.json', '--release', 'release', '-o', 'json'));
    const after = await listed(pin, '--folder', 'site');
    expect(after.find(({ kid }) => kid === old)).toMatchObject({ state: 'current', isHeldHere: true });
    expect(after.find(({ kid }) => kid === card?.kid)).toMatchObject({ state: 'upcoming', isHeldHere: true, alg: 'Ed25519', may: expect.arrayContaining(['result']) });
  });

  test('rotates in two places: who has the key makes the card, who has the release key signs it in', async () => {
    const { pin, ring } = await start();
    const card = await keys('rotate', ring[0]?.kid ?? '', '--folder', 'cloud', '--ring', 'ring.json', '--pin', pin, '-o', 'json');
    await writeFile(join(folder, 'card.json'), card.stdout);
    expect(await listed(pin)).toHaveLength(4);
    await keys('ring', 'sign', '--ring', 'ring.json', '--release', 'release', '--add', 'card.json', '--at-once', '--life-days', '30', '--retention-days', '7');
    expect((await listed(pin)).map(({ state }) => state)).toEqual(['verify-only', 'current', 'current', 'current', 'current']);
  });

  test('revokes a key', async () => {
    const { pin, ring } = await start();
    const lost = ring[2]?.kid ?? '';
    expect(json<readonly ListedKey[]>(await keys('revoke', lost, '--ring', 'ring.json', '--release', 'release', '-o', 'json'))[2]).toMatchObject({ kid: lost, state: 'revoked' });
    expect(json(await keys('ring', 'verify', '--ring', 'ring.json', '--pin', pin, '-o', 'json'))).toMatchObject({ version: 2, revoked: 1 });
  });

  test('hands the ring over to another release key, which must be told the earlier one', async () => {
    const { pin } = await start();
    const { kid: other } = json<{ kid: string }>(await keys('init', '--folder', 'release-2', '--role', 'release', '-o', 'json'));
    expect(await keys('ring', 'sign', '--ring', 'ring.json', '--release', 'release-2')).toMatchObject({ exitCode: EXIT_CODES.usage });
    expect(await keys('ring', 'sign', '--ring', 'ring.json', '--release', 'release-2', '--pin', pin)).toMatchObject({ exitCode: EXIT_CODES.ok });
    expect(await listed(other)).toHaveLength(4);
  });

  test('refuses a ring that is not signed by the pinned key', async () => {
    await start();
    expect(await keys('ring', 'verify', '--ring', 'ring.json', '--pin', 'A'.repeat(43))).toMatchObject({ exitCode: EXIT_CODES.refused, stdout: '', stderr: expect.stringContaining('not signed by a release key that is pinned') });
  });

  test.each([
    ['a ring that nobody vouches for', ['show', '--ring', 'ring.json'], '--pin'],
    ['a party without a name', ['init', '--folder', 'x', '--role', 'cloud'], '--owner'],
    ['a party with a space in its name', ['init', '--folder', 'x', '--role', 'cloud', '--owner', 'a b'], '--owner'],
    ['a site without a tenant', ['init', '--folder', 'x', '--role', 'site', '--owner', 'site-2'], '--tenant'],
    ['a tenant with a space', ['init', '--folder', 'x', '--role', 'site', '--owner', 'site-2', '--tenant', 'a b'], '--tenant'],
    ['a key that is not there', ['rotate', 'x', '--folder', 'site', '--ring', 'ring.json', '--release', 'release'], 'no key with this kid'],
    ['the revocation of a key that is not there', ['revoke', 'x', '--ring', 'ring.json', '--release', 'release'], 'no key with this kid'],
    ['a revocation where there is no ring', ['revoke', 'x', '--ring', 'none.json', '--release', 'release'], 'there is no ring'],
    ['a card that is none', ['ring', 'sign', '--ring', 'ring.json', '--release', 'release', '--add', 'ring.json'], 'key card'],
    ['a retention that is shorter than the life of a message', ['ring', 'sign', '--ring', 'ring.json', '--release', 'release', '--retention-days', '6'], '7'],
  ])('refuses %s', async (_what, args, detail) => {
    await start();
    expect(await keys(...args)).toMatchObject({ exitCode: EXIT_CODES.usage, stdout: '', stderr: expect.stringContaining(detail) });
  });
});

describe('uwf keys secret', () => {
  test('writes what the functions of a cloud read, for its owner alone', async () => {
    const { pin } = await start();
    expect((await keys('secret', '--folder', 'cloud', '--ring', 'ring.json', '--pin', pin, '--out', 'door.secret')).exitCode).toBe(EXIT_CODES.ok);
    const door = parseDoorSecret(JSON.parse(await readFile(join(folder, 'door.secret'), 'utf8')) as JsonValue);
    expect(door).toMatchObject({ pins: [pin], ring: await readFile(join(folder, 'ring.json'), 'utf8') });
    expect(door.keys).toHaveLength(2);
    expect((await stat(join(folder, 'door.secret'))).mode & 0o777).toBe(0o600);
    expect((await keys('secret', '--folder', 'release', '--out', 'release.secret')).exitCode).toBe(EXIT_CODES.ok);
    expect(parseReleaseSecret(JSON.parse(await readFile(join(folder, 'release.secret'), 'utf8')) as JsonValue).kid).toBe(pin);
    for (const { d } of door.keys) expect(told).not.toContain(d);
  });

  test('refuses a ring that does not verify, several release keys, and a file that is there', async () => {
    const { pin } = await start();
    expect((await keys('secret', '--folder', 'cloud', '--ring', 'ring.json', '--pin', 'A'.repeat(43), '--out', 'x')).exitCode).not.toBe(EXIT_CODES.ok);
    expect((await keys('secret', '--folder', 'cloud', '--out', 'x')).exitCode).toBe(EXIT_CODES.usage);
    expect((await keys('secret', '--folder', 'release', '--out', 'cloud.json')).exitCode).not.toBe(EXIT_CODES.ok);
    expect(pin).toHaveLength(43);
  });
});

test('uwf keys sealing writes the public half of the runner’s key', async () => {
  await uwf(['runner', 'enroll'], { folder });
  const set = json<{ keys: readonly Record<string, string>[] }>(await keys('sealing'));
  expect(set.keys).toHaveLength(1);
  expect(set.keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'enc' });
  expect(set.keys[0]).not.toHaveProperty('d');
});
