import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyService, KeyUse, PublicPoint } from '#shared/ports/key-service.ts';

/** A key service to be tested; `reopen` is what another process sees that starts later. */
export interface OpenedKeyService {
  readonly keys: KeyService;
  reopen(): Promise<KeyService>;
  close(): Promise<void>;
}

/** Where a key service is not like the others. */
export interface KeyServiceTraits {
  /** What a wrapped key looks like; 40 bytes of RFC 3394 unless told. */
  readonly wrapped?: RegExp;
  /** What its keys can be used for; everything unless told. */
  readonly uses?: readonly KeyUse[];
}

const ALL_USES: readonly KeyUse[] = ['agree', 'mac', 'sign', 'wrap'];

const RFC_3394 = /^[\w-]{54}$/u;
const DATA_KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const OTHER_CURVE: PublicPoint = { kty: 'EC', crv: 'P-256', x: Buffer.alloc(32, 1).toString('base64url'), y: Buffer.alloc(32, 2).toString('base64url') };
let names = 0;

/** What every key service must do. */
export function keyServiceContract(name: string, open: () => Promise<OpenedKeyService>, { wrapped: wrappedForm = RFC_3394, uses = ALL_USES }: KeyServiceTraits = {}): void {
  const [another = 'mac'] = uses.filter((use) => use !== 'wrap');
  describe(`KeyService on ${name}`, () => {
    let opened: OpenedKeyService;
    let keys: KeyService;
    beforeAll(async () => {
      opened = await open();
      keys = opened.keys;
    });
    afterAll(() => opened.close());

    const make = async (use: KeyUse): Promise<string> => {
      const key = `${use}-${(names += 1)}`;
      await keys.ensure({ key, use });
      return key;
    };

    describe('ensure(), describe() and rotate()', () => {
      test('make a key once, with version 1', async () => {
        const key = `new-${(names += 1)}`;
        expect(await keys.describe({ key })).toBeUndefined();
        const expected = { key, use: 'wrap', current: 1, versions: [1] };
        expect(await Promise.all([1, 2, 3].map(() => keys.ensure({ key, use: 'wrap' })))).toEqual([expected, expected, expected]);
        expect(await keys.describe({ key })).toEqual(expected);
      });

      test('refuse another use and other names', async () => {
        const key = await make('wrap');
        await expect(keys.ensure({ key, use: another })).rejects.toMatchObject({ code: 'UWF-5005' });
        for (const bad of ['', 'A', '../x', 'a/b', 'a.v1', 'x'.repeat(65)]) await expect(keys.ensure({ key: bad, use: 'wrap' })).rejects.toMatchObject({ code: 'UWF-5005' });
      });

      test('add versions, which another process uses once it has asked', async () => {
        const key = await make('wrap');
        const other = await opened.reopen();
        expect(await keys.rotate({ key })).toEqual({ key, use: 'wrap', current: 2, versions: [1, 2] });
        expect(await other.describe({ key })).toMatchObject({ current: 2 });
        expect((await other.wrap({ key, dataKey: DATA_KEY })).version).toBe(2);
        await other.close();
        await expect(keys.rotate({ key: 'absent' })).rejects.toMatchObject({ code: 'UWF-5005' });
      });

      test('tell apart keys whose names begin alike', async () => {
        await keys.ensure({ key: 'alike', use: another });
        await keys.ensure({ key: 'alike-2', use: 'wrap' });
        await keys.rotate({ key: 'alike-2' });
        expect(await keys.describe({ key: 'alike' })).toMatchObject({ use: another, versions: [1] });
      });
    });

    describe('wrap() and unwrap()', () => {
      test('give back the data key, under every version and after a restart', async () => {
        const key = await make('wrap');
        const first = await keys.wrap({ key, dataKey: DATA_KEY });
        expect(first).toMatchObject({ version: 1, wrapped: expect.stringMatching(wrappedForm) });
        await keys.rotate({ key });
        const second = await keys.wrap({ key, dataKey: DATA_KEY });
        expect(second.version).toBe(2);
        expect(second.wrapped).not.toBe(first.wrapped);
        const later = await opened.reopen();
        for (const wrapped of [first, second]) expect(await later.unwrap({ key, ...wrapped })).toEqual(DATA_KEY);
        await later.close();
      });

      test('refuse what was changed, other versions and other keys', async () => {
        const [key, other] = [await make('wrap'), await make('wrap')];
        const { version, wrapped } = await keys.wrap({ key, dataKey: DATA_KEY });
        await keys.rotate({ key });
        const changed = Buffer.from(wrapped, 'base64url');
        changed[17] = (changed[17] ?? 0) ^ 1;
        for (const bad of [{ key, version, wrapped: changed.toString('base64url') }, { key, version: 2, wrapped }, { key: other, version, wrapped }, { key, version, wrapped: wrapped.slice(0, -11) }, { key, version, wrapped: '' }]) {
          await expect(keys.unwrap(bad)).rejects.toMatchObject({ code: 'UWF-5009' });
        }
        expect(await keys.unwrap({ key, version, wrapped })).toEqual(DATA_KEY);
        await expect(keys.unwrap({ key, version: 9, wrapped })).rejects.toMatchObject({ code: 'UWF-5005' });
      });

      test('bear many calls at once', async () => {
        const key = await make('wrap');
        const dataKeys = Array.from({ length: 64 }, (_, index) => new Uint8Array(32).fill(index));
        const wrapped = await Promise.all(dataKeys.map((dataKey) => keys.wrap({ key, dataKey })));
        expect(await Promise.all(wrapped.map((one) => keys.unwrap({ key, ...one })))).toEqual(dataKeys);
      });
    });

    describe('destroy()', () => {
      test('ends a version for ever, and never the newest', async () => {
        const key = await make('wrap');
        const old = await keys.wrap({ key, dataKey: DATA_KEY });
        await expect(keys.destroy({ key, version: 1 })).rejects.toMatchObject({ code: 'UWF-5005' });
        const other = await opened.reopen();
        await other.unwrap({ key, ...old });
        await keys.rotate({ key });
        await keys.destroy({ key, version: 1 });
        await keys.destroy({ key, version: 1 });
        for (const service of [keys, other]) await expect(service.unwrap({ key, ...old })).rejects.toMatchObject({ code: 'UWF-5005' });
        expect(await other.describe({ key })).toMatchObject({ current: 2, versions: [2] });
        expect((await keys.rotate({ key })).current).toBe(3);
        await other.close();
      });
    });

    if (uses.includes('mac')) describe('mac()', () => {
      test('gives the same fingerprint for the same text and version, and no other', async () => {
        const key = await make('mac');
        const first = await keys.mac({ key, version: 1, text: 'zażółć 🏦' });
        expect(first).toMatch(/^[\w-]{43}$/u);
        await keys.rotate({ key });
        const later = await opened.reopen();
        expect(await later.mac({ key, version: 1, text: 'zażółć 🏦' })).toBe(first);
        const all = [first, await keys.mac({ key, version: 2, text: 'zażółć 🏦' }), await keys.mac({ key, version: 1, text: 'ZAŻÓŁĆ 🏦' }), await keys.mac({ key: await make('mac'), version: 1, text: 'zażółć 🏦' })];
        expect(new Set(all).size).toBe(4);
        await later.close();
      });
    });

    describe('sign(), verify() and publicKey()', () => {
      test('sign with the newest version, for anybody to verify', async () => {
        const key = await make('sign');
        const old = await keys.sign({ key, text: 'head' });
        await keys.rotate({ key });
        const { version, signature } = await keys.sign({ key, text: 'head' });
        expect([old.version, version]).toEqual([1, 2]);
        expect(await keys.verify({ key, ...old, text: 'head' })).toBe(true);
        expect(await keys.verify({ key, version, signature, text: 'other' })).toBe(false);
        expect(await keys.verify({ key, version: 1, signature, text: 'head' })).toBe(false);
        expect(await keys.verify({ key, version, signature: 'AAAA', text: 'head' })).toBe(false);
        const publicKey = createPublicKey({ key: { ...(await keys.publicKey({ key, version })) }, format: 'jwk' });
        expect(verify('sha256', Buffer.from('head'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(true);
      });
    });

    if (uses.includes('agree')) describe('agree()', () => {
      test('gives the secret that the other side gets', async () => {
        const key = await make('agree');
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
        const secret = await keys.agree({ key, version: 1, publicKey: { kty: 'EC', crv: 'P-256', x, y } });
        const ours = createPublicKey({ key: { ...(await keys.publicKey({ key, version: 1 })) }, format: 'jwk' });
        expect(Buffer.from(secret).equals(diffieHellman({ privateKey, publicKey: ours }))).toBe(true);
      });

      test('takes no point off the curve (CVE-2015-7940 and its kin)', async () => {
        const key = await make('agree');
        await expect(keys.agree({ key, version: 1, publicKey: OTHER_CURVE })).rejects.toMatchObject({ code: 'UWF-4000' });
        expect(() => createECDH('prime256v1').computeSecret(Buffer.concat([Buffer.from([4]), Buffer.from(OTHER_CURVE.x, 'base64url'), Buffer.from(OTHER_CURVE.y, 'base64url')]))).toThrow();
      });
    });

    test('a key does nothing but what it is for', async () => {
      const made = new Map(await Promise.all(uses.map(async (use) => [use, await make(use)] as const)));
      const others = (use: KeyUse): readonly string[] => [...made].flatMap(([of, key]) => (of === use ? [] : [key]));
      const point = await keys.publicKey({ key: made.get('sign') ?? '', version: 1 });
      const wrong = [
        ...others('wrap').flatMap((key) => [() => keys.wrap({ key, dataKey: DATA_KEY }), () => keys.unwrap({ key, version: 1, wrapped: 'A'.repeat(54) })]),
        ...others('mac').map((key) => () => keys.mac({ key, version: 1, text: 'x' })),
        ...others('sign').flatMap((key) => [() => keys.sign({ key, text: 'x' }), () => keys.verify({ key, version: 1, text: 'x', signature: 'AAAA' })]),
        ...others('agree').map((key) => () => keys.agree({ key, version: 1, publicKey: point })),
        ...[...made].flatMap(([use, key]) => (use === 'wrap' || use === 'mac' ? [() => keys.publicKey({ key, version: 1 })] : [])),
      ];
      for (const call of wrong) await expect(call()).rejects.toMatchObject({ code: 'UWF-5005' });
      expect([...keys.uses].sort()).toEqual(uses);
      for (const use of ALL_USES) if (!uses.includes(use)) await expect(keys.ensure({ key: `no-${use}`, use })).rejects.toMatchObject({ code: 'UWF-5005' });
    });
  });
}
