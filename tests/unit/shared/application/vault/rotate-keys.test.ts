import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { destroyOldKeys, rewrapDataKeys, rotateKey, type RotationPorts } from '#shared/application/vault/rotate-keys.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { createVaultBench, entryOf, type VaultBench } from '#tests/support/vault/vault-bench.ts';

const REQUEST = { actor: 'operator', kek: 'vault-kek' };
const SUBJECTS = 25;

let bench: VaultBench;
let tokens: readonly string[];
beforeEach(async () => {
  bench = await createVaultBench({}, { reveals: { perMinute: 1e6, burst: 1e6 } });
  tokens = await bench.vault.tokenise({ actor: 'batch', entries: Array.from({ length: SUBJECTS }, (_, index) => entryOf(index, { subject: `customer-${index}` })) });
});
afterEach(() => bench.close());

const valueOf = async (token: string) => (await bench.vault.reveal({ actor: 'runner', purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] }))[0]?.value;
const versions = async () => (await bench.ports.store.counts()).dataKeys.map(({ version, keys }) => [version, keys]);
/** What was wrapped just before the rotation may be stored just after the re-wrap: then it is done again. */
const moveAll = async (): Promise<void> => {
  for (;;) {
    expect((await rewrapDataKeys(bench.ports, REQUEST, { batch: 3 })).damaged).toBe(0);
    const outcome = await destroyOldKeys(bench.ports, REQUEST).catch((error: unknown) => error);
    if (!(outcome instanceof UwfError) || outcome.code !== 'UWF-4095') return;
  }
};
const expectAllOpen = async () => {
  const fresh = await bench.another();
  for (const [index, token] of tokens.entries()) expect(await fresh.reveal({ actor: 'runner', purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] })).toMatchObject([{ value: index }]);
};

describe('rotateKey() and rewrapDataKeys()', () => {
  test('bring every data key under the new version, and all values go on opening', async () => {
    expect(await rotateKey(bench.ports, REQUEST)).toMatchObject({ current: 2 });
    await expectAllOpen();
    await bench.vault.tokenise({ actor: 'batch', entries: [entryOf('new', { subject: 'newcomer' })] });
    expect(await versions()).toEqual([[1, SUBJECTS], [2, 1]]);
    const steps: number[] = [];
    expect(await rewrapDataKeys(bench.ports, REQUEST, { batch: 10, onStep: async ({ rewrapped }) => void steps.push(rewrapped) })).toEqual({ rewrapped: SUBJECTS, skipped: 0, damaged: 0 });
    expect(steps).toEqual([10, 20, 25]);
    expect(await versions()).toEqual([[2, SUBJECTS + 1]]);
    await expectAllOpen();
    expect((await bench.records()).map(({ kind }) => kind).filter((kind) => kind.startsWith('key'))).toEqual(['key-rotating', 'key-rotated', 'keys-rewrapping', 'keys-rewrapped']);
  });

  test('have nothing to do twice', async () => {
    await rotateKey(bench.ports, REQUEST);
    await rewrapDataKeys(bench.ports, REQUEST);
    expect(await rewrapDataKeys(bench.ports, REQUEST)).toEqual({ rewrapped: 0, skipped: 0, damaged: 0 });
  });

  test('stop between two steps, and go on later where they stopped', async () => {
    await rotateKey(bench.ports, REQUEST);
    const stop = new AbortController();
    expect(await rewrapDataKeys(bench.ports, REQUEST, { batch: 10, signal: stop.signal, onStep: async () => stop.abort() })).toMatchObject({ rewrapped: 10 });
    await expectAllOpen();
    expect(await rewrapDataKeys(bench.ports, REQUEST, { batch: 10 })).toMatchObject({ rewrapped: SUBJECTS - 10 });
  });

  test('survive a crash at every call of the store and of the key service', async () => {
    await rotateKey(bench.ports, REQUEST);
    const { store, keys } = bench.ports;
    for (let crashAt = 1; ; crashAt += 1) {
      let calls = 0;
      const crash = <A, T>(call: (request: A) => Promise<T>) => (request: A): Promise<T> => ((calls += 1) === crashAt ? Promise.reject(new UwfError('UWF-5007')) : call(request));
      const ports: RotationPorts = { ...bench.ports, store: { ...store, dataKeysBelow: crash(store.dataKeysBelow), rewrap: crash(store.rewrap) }, keys: { ...keys, unwrap: crash(keys.unwrap), wrap: crash(keys.wrap) } };
      const outcome = await rewrapDataKeys(ports, REQUEST, { batch: 4 }).catch((error: unknown) => error);
      await expectAllOpen();
      if (!(outcome instanceof UwfError)) break;
    }
    expect(await versions()).toEqual([[2, SUBJECTS]]);
  });

  test('fail no read and no write that goes on meanwhile', async () => {
    let isOver = false;
    const load = Array.from({ length: 4 }, async (_, worker) => {
      let done = 0;
      while (!isOver) {
        const index = (done * 7 + worker) % SUBJECTS;
        expect(await valueOf(tokens[index] ?? '')).toBe(index);
        const [token = ''] = await bench.vault.tokenise({ actor: 'batch', entries: [entryOf('more', { subject: `customer-${worker}-${done % 5}` })] });
        expect(await valueOf(token)).toBe('more');
        done += 1;
      }
      return done;
    });
    for (let rotation = 0; rotation < 3; rotation += 1) {
      await rotateKey(bench.ports, REQUEST);
      await moveAll();
    }
    isOver = true;
    expect(Math.min(...(await Promise.all(load)))).toBeGreaterThan(3);
    expect((await bench.ports.keys.describe({ key: 'vault-kek' }))?.versions).toEqual([4]);
    await expectAllOpen();
  });

  test('fail nobody who read a data key before it was re-wrapped, and unwraps it after its key was destroyed', async () => {
    const { store } = bench.ports;
    const slow = await bench.another({
      store: {
        ...store,
        find: async (request) => {
          const rows = await store.find(request);
          await rotateKey(bench.ports, REQUEST);
          await moveAll();
          return rows;
        },
      },
    });
    expect(await slow.reveal({ actor: 'runner', purpose: 'workflow', wanted: [{ token: tokens[5] ?? '', place: { tenant: 'bank' } }] })).toMatchObject([{ value: 5 }]);
  });

  test('leave destroyed data keys destroyed, and damaged ones as they are', async () => {
    await rotateKey(bench.ports, REQUEST);
    const { store } = bench.ports;
    const all = await store.dataKeysBelow({ kek: 'vault-kek', version: 2, after: '', max: 100 });
    const erased = await bench.vault.erase({ actor: 'officer', tenant: 'bank', subject: 'customer-3', reason: 'request' });
    let isFirst = true;
    const stale: RotationPorts = {
      ...bench.ports,
      store: { ...store, dataKeysBelow: async (request) => (isFirst ? ((isFirst = false), all.map((key, index) => (index === 0 && key.keyId !== erased.keyIds[0] ? { ...key, wrapped: 'A'.repeat(54) } : key))) : store.dataKeysBelow(request)) },
    };
    const counts = await rewrapDataKeys(stale, REQUEST);
    expect(counts.rewrapped + counts.skipped + counts.damaged).toBe(SUBJECTS);
    expect(counts.skipped).toBe(1);
    await expect(valueOf(tokens[3] ?? '')).rejects.toMatchObject({ code: 'UWF-4045' });
  });
});

describe('destroyOldKeys()', () => {
  test('refuses while data keys rest on an old version, and takes nothing away', async () => {
    await rotateKey(bench.ports, REQUEST);
    await expect(destroyOldKeys(bench.ports, REQUEST)).rejects.toMatchObject({ code: 'UWF-4095', details: { dataKeys: SUBJECTS } });
    await expectAllOpen();
  });

  test('makes old copies of the data keys worthless: an erasure reaches the backups', async () => {
    const backup = await bench.ports.store.dataKeysBelow({ kek: 'vault-kek', version: 9, after: '', max: 100 });
    await bench.vault.erase({ actor: 'officer', tenant: 'bank', subject: 'customer-3', reason: 'request' });
    await rotateKey(bench.ports, REQUEST);
    await rewrapDataKeys(bench.ports, REQUEST);
    expect(await destroyOldKeys(bench.ports, REQUEST)).toEqual([1]);
    for (const { kek, version, wrapped } of backup) await expect(bench.ports.keys.unwrap({ key: kek, version, wrapped })).rejects.toMatchObject({ code: 'UWF-5005' });
    expect(await valueOf(tokens[0] ?? '')).toBe(0);
    expect((await bench.records()).map(({ kind }) => kind).slice(-3)).toEqual(['key-destroying', 'key-destroyed', 'value-revealed']);
  });

  test('does nothing that cannot be recorded, and nothing for a key that is not there', async () => {
    const ports: RotationPorts = { ...bench.ports, audit: { ...bench.ports.audit, append: () => Promise.reject(new UwfError('UWF-5001')) } };
    await expect(rotateKey(ports, REQUEST)).rejects.toMatchObject({ code: 'UWF-5008' });
    expect(await bench.ports.keys.describe({ key: 'vault-kek' })).toMatchObject({ current: 1 });
    await expect(rotateKey(bench.ports, { ...REQUEST, kek: 'absent' })).rejects.toMatchObject({ code: 'UWF-5005' });
    await expect(rewrapDataKeys(bench.ports, { ...REQUEST, actor: '' })).rejects.toMatchObject({ code: 'UWF-4000' });
  });
});
