import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredDataKey, StoredValue, VaultStore } from '#shared/ports/vault-store.ts';
import type { Open, Opened } from './opened.ts';

const START = 1_795_401_234_567;
const MINUTE_MS = 60_000;

const keyOf = (keyId: string, subject: string, more: Partial<StoredDataKey> = {}): StoredDataKey => ({ keyId, tenant: 'bank', subject, kek: 'kek', version: 1, wrapped: `wrapped ${keyId}`, createdAt: START, ...more });
const valueOf = (tokenDigest: string, keyId: string, subject: string, more: Partial<StoredValue> = {}): StoredValue => ({
  tokenDigest, keyId, subject, binding: { tenant: 'bank', definition: 'pay/card', pointer: '/input/pan' }, purposes: ['workflow'], deterministic: false, createdAt: START, sealed: `sealed ${tokenDigest}`, ...more,
});

/** What every store of a vault must do. */
export function vaultStoreContract(name: string, open: Open<VaultStore>): void {
  describe(`VaultStore on ${name}`, () => {
    let opened: Opened<VaultStore>;
    let store: VaultStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.port;
    });
    afterEach(() => opened.close());

    const ids = (keys: readonly { readonly keyId: string }[]) => keys.map(({ keyId }) => keyId).sort();
    const inUse = async (...subjects: readonly string[]) => ids(await store.findDataKeys({ tenant: 'bank', subjects }));

    describe('put() and find()', () => {
      test('write data keys and values together and give them back as they were', async () => {
        const key = keyOf('k1', 'ü\u0000\\');
        const value = valueOf('d1', 'k1', 'ü\u0000\\', {
          binding: { tenant: 'bank', definition: 'pay/ü\u0000', pointer: '/do/0~1', principal: 'p\u0000', execution: 'e' }, purposes: ['a', 'b'], deterministic: true,
        });
        expect(await store.put({ dataKeys: [key], values: [value] })).toBe('stored');
        expect(await opened.other.find({ tokenDigests: ['d1', 'd1', 'unknown'] })).toEqual([{ value, dataKey: key }]);
        expect(await opened.other.findDataKeys({ tenant: 'bank', subjects: ['ü\u0000\\', 'none'] })).toEqual([key]);
        expect(await store.findDataKeys({ tenant: 'other', subjects: ['ü\u0000\\'] })).toEqual([]);
        expect(await store.find({ tokenDigests: [] })).toEqual([]);
      });

      test('write no value when a data key of it is not in use', async () => {
        expect(await store.put({ dataKeys: [keyOf('k1', 's1')], values: [valueOf('d1', 'k1', 's1'), valueOf('d2', 'k2', 's2')] })).toBe('changed');
        expect(await store.find({ tokenDigests: ['d1', 'd2'] })).toEqual([]);
      });

      test('have one data key in use for each subject of a tenant', async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1')], values: [] });
        expect(await opened.other.put({ dataKeys: [keyOf('k2', 's1')], values: [valueOf('d2', 'k2', 's1')] })).toBe('changed');
        expect(await inUse('s1')).toEqual(['k1']);
        expect(await store.find({ tokenDigests: ['d2'] })).toEqual([]);
        expect(await store.put({ dataKeys: [keyOf('k3', 's1', { tenant: 'other' })], values: [] })).toBe('stored');
      });

      test('keep a value that is there already', async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1')], values: [valueOf('d1', 'k1', 's1')] });
        const again = valueOf('d1', 'k1', 's1', { sealed: 'other' });
        expect(await store.put({ dataKeys: [], values: [again, again, valueOf('d2', 'k1', 's1')] })).toBe('stored');
        expect((await store.find({ tokenDigests: ['d1', 'd2'] })).map(({ value }) => value.sealed).sort()).toEqual(['sealed d1', 'sealed d2']);
      });

      test('let one of many win that make the data key of one subject at once', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).put({ dataKeys: [keyOf(`k${index}`, 's1')], values: [valueOf(`d${index}`, `k${index}`, 's1')] })),
        );
        expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
        expect(await inUse('s1')).toEqual([`k${outcomes.indexOf('stored')}`]);
      });
    });

    describe('erase()', () => {
      test('destroys the data keys of a subject by any of its fingerprints, and counts their values', async () => {
        await store.put({ dataKeys: [keyOf('k1', '1.a'), keyOf('k2', '2.b'), keyOf('k3', '1.c')], values: [valueOf('d1', 'k1', '1.a'), valueOf('d2', 'k1', '1.a'), valueOf('d3', 'k3', '1.c')] });
        const erased = await store.erase({ tenant: 'bank', subjects: ['2.b', '1.a'], now: START + 5 });
        expect([...erased].sort((left, right) => (left.keyId < right.keyId ? -1 : 1))).toEqual([{ keyId: 'k1', values: 2 }, { keyId: 'k2', values: 0 }]);
        expect(await opened.other.find({ tokenDigests: ['d1'] })).toEqual([{ value: valueOf('d1', 'k1', '1.a'), erasedAt: START + 5 }]);
        expect(await store.find({ tokenDigests: ['d3'] })).toMatchObject([{ dataKey: { keyId: 'k3' } }]);
        expect(await inUse('1.a', '2.b', '1.c')).toEqual(['k3']);
      });

      test('destroys nothing twice, and nothing of another tenant', async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1'), keyOf('k2', 's1', { tenant: 'other' })], values: [] });
        expect(await store.erase({ tenant: 'bank', subjects: ['s1'], now: 5 })).toEqual([{ keyId: 'k1', values: 0 }]);
        expect(await store.erase({ tenant: 'bank', subjects: ['s1'], now: 6 })).toEqual([]);
        expect(await store.findDataKeys({ tenant: 'other', subjects: ['s1'] })).toHaveLength(1);
        expect(await store.subjectKeys({ tenant: 'bank', subjects: ['s1'] })).toEqual([{ keyId: 'k1', values: 0, createdAt: START, erasedAt: 5 }]);
      });

      test('leaves room for a new data key of the same subject', async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1')], values: [valueOf('d1', 'k1', 's1')] });
        await store.erase({ tenant: 'bank', subjects: ['s1'], now: 5 });
        expect(await store.put({ dataKeys: [], values: [valueOf('d2', 'k1', 's1')] })).toBe('changed');
        expect(await store.put({ dataKeys: [keyOf('k2', 's1', { createdAt: START + 1 })], values: [valueOf('d2', 'k2', 's1')] })).toBe('stored');
        expect((await store.subjectKeys({ tenant: 'bank', subjects: ['s1'] })).map(({ keyId, values }) => [keyId, values])).toEqual([['k1', 1], ['k2', 1]]);
      });

      test('at the same time as writes: no value is left without being counted, or it was not written', async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1')], values: [] });
        const [erased, ...outcomes] = await Promise.all([
          opened.other.erase({ tenant: 'bank', subjects: ['s1'], now: 5 }),
          ...Array.from({ length: 10 }, (_, index) => store.put({ dataKeys: [], values: [valueOf(`d${index}`, 'k1', 's1')] })),
        ]);
        expect(erased).toEqual([{ keyId: 'k1', values: outcomes.filter((outcome) => outcome === 'stored').length }]);
      });
    });

    describe('dataKeysBelow() and rewrap()', () => {
      beforeEach(async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1'), keyOf('k2', 's2'), keyOf('k3', 's3', { version: 2 }), keyOf('k4', 's4', { kek: 'other' }), keyOf('k5', 's5')], values: [valueOf('d1', 'k1', 's1')] });
      });

      test('go through what is under older versions, in pages', async () => {
        const below = async (after: string, max: number) => ids(await opened.other.dataKeysBelow({ kek: 'kek', version: 2, after, max }));
        expect(await below('', 2)).toEqual(['k1', 'k2']);
        expect(await below('k2', 2)).toEqual(['k5']);
        expect(await below('k5', 2)).toEqual([]);
        expect(ids(await store.dataKeysBelow({ kek: 'kek', version: 1, after: '', max: 9 }))).toEqual([]);
      });

      test('change a wrapping that is still the one that was read', async () => {
        await store.erase({ tenant: 'bank', subjects: ['s2'], now: 5 });
        const change = (keyId: string, from: number) => ({ keyId, from, version: 3, wrapped: `new ${keyId}` });
        expect(await store.rewrap({ kek: 'kek', changes: [change('k1', 1), change('k2', 1), change('k3', 1), change('absent', 1)] })).toBe(1);
        expect(await store.rewrap({ kek: 'kek', changes: [change('k1', 1), change('k4', 1)] })).toBe(0);
        expect(await store.find({ tokenDigests: ['d1'] })).toEqual([{ value: valueOf('d1', 'k1', 's1'), dataKey: keyOf('k1', 's1', { version: 3, wrapped: 'new k1' }) }]);
        expect(await inUse('s2')).toEqual([]);
        expect(await store.counts()).toEqual({
          values: 1,
          erasedKeys: 1,
          dataKeys: [{ kek: 'kek', version: 1, keys: 1 }, { kek: 'other', version: 1, keys: 1 }, { kek: 'kek', version: 2, keys: 1 }, { kek: 'kek', version: 3, keys: 1 }],
        });
      });
    });

    describe('retire()', () => {
      test('keeps data keys from being written under old versions, and counts those that are', async () => {
        await store.put({ dataKeys: [keyOf('k1', 's1'), keyOf('k2', 's2', { version: 2 })], values: [] });
        expect(await opened.other.retire({ kek: 'kek', below: 2 })).toBe(1);
        expect(await store.put({ dataKeys: [keyOf('k3', 's3')], values: [valueOf('d3', 'k3', 's3')] })).toBe('changed');
        expect(await store.put({ dataKeys: [keyOf('k4', 's4', { kek: 'other' }), keyOf('k5', 's5', { version: 2 })], values: [] })).toBe('stored');
        expect(await store.rewrap({ kek: 'kek', changes: [{ keyId: 'k2', from: 2, version: 1, wrapped: 'old' }] })).toBe(0);
        expect(await store.rewrap({ kek: 'kek', changes: [{ keyId: 'k1', from: 1, version: 2, wrapped: 'new' }] })).toBe(1);
        expect(await store.retire({ kek: 'kek', below: 1 })).toBe(0);
        expect(await store.put({ dataKeys: [keyOf('k6', 's6')], values: [] })).toBe('changed');
      });

      test('leaves nothing behind it that was written at the same time', async () => {
        const [left, ...outcomes] = await Promise.all([opened.other.retire({ kek: 'kek', below: 2 }), ...Array.from({ length: 10 }, (_, index) => store.put({ dataKeys: [keyOf(`k${index}`, `s${index}`)], values: [] }))]);
        expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(left);
        expect(await store.dataKeysBelow({ kek: 'kek', version: 2, after: '', max: 100 })).toHaveLength(left);
      });
    });

    describe('spend()', () => {
      const rule = { perMinute: 6, burst: 3 };
      const spend = (now: number, cost = 1, budget = 'a', from = store) => from.spend({ budget, rule, cost, now });

      test('gives so much at once, and more with time', async () => {
        expect([await spend(START), await spend(START, 2), await spend(START), await spend(START, 1, 'b')]).toEqual([true, true, false, true]);
        expect(await spend(START + 9_999)).toBe(false);
        expect(await spend(START + 10_000, 1, 'a', opened.other)).toBe(true);
        expect(await spend(START + 10_000)).toBe(false);
        expect(await spend(START + 60 * MINUTE_MS, 3)).toBe(true);
        expect(await spend(START + 60 * MINUTE_MS)).toBe(false);
      });

      test('gives nothing for a clock that goes back, nor more than fits', async () => {
        await spend(START, 3);
        expect(await spend(START - MINUTE_MS)).toBe(false);
        expect(await spend(START + 9_999)).toBe(false);
        expect(await spend(START + MINUTE_MS, 4)).toBe(false);
        expect(await spend(START, 4, 'new')).toBe(false);
      });

      test('is shared by all who spend at once', async () => {
        const spent = await Promise.all(Array.from({ length: 12 }, (_, index) => spend(START, 1, 'a', index % 2 === 0 ? opened.port : opened.other)));
        expect(spent.filter(Boolean)).toHaveLength(3);
      });
    });
  });
}
