import { beforeEach, describe, expect, test } from 'vitest';
import { createResealer, createUnsealer, generateSealingKey, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { createMemoryAuditLog } from '#shared/adapters/memory/audit-log.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { createMemoryRecipientRegistry } from '#shared/adapters/memory/recipient-registry.ts';
import { nodeDigest, randomIdSource } from '#shared/adapters/node/index.ts';
import { registerRecipient, revokeRecipient, type RecipientPorts } from '#shared/application/vault/recipients.ts';
import { resealFor } from '#shared/application/vault/reseal.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { isSealed } from '#shared/core/tier/sealed.ts';

const WHO = { actor: 'operator', tenant: 'bank', principal: 'partner' };
const CONTEXT = { tid: 'bank', def: 'payments/check', ptr: '/do/0/check#/score', sub: 'runner-1', exe: 'run-1' };
const VALUE = { name: 'Aleksandra', score: 81 };

let ports: RecipientPorts;
let clock: ReturnType<typeof createManualClock>;
let key: PrivateSealingKey;
beforeEach(async () => {
  clock = createManualClock(1_795_401_234_567);
  ports = { registry: createMemoryRecipientRegistry(), resealer: createResealer({ clock, ids: randomIdSource }), audit: createMemoryAuditLog(nodeDigest), clock };
  key = await generateSealingKey();
});

const publicPart = ({ kty, crv, x, y }: PrivateSealingKey) => ({ kty, crv, x, y });
const reseal = () => resealFor(ports, { actor: 'runner-1', principal: 'partner', value: VALUE, context: CONTEXT });
const records = () => ports.audit.read({ after: 0, max: 100 });

describe('resealFor()', () => {
  test('gives what the recipient alone can open, with the place that it is from', async () => {
    const { thumbprint } = await registerRecipient(ports, { ...WHO, jwk: publicPart(key) });
    const sealed = await reseal();
    expect(isSealed(sealed)).toBe(true);
    const opened = await (await createUnsealer({ keys: [key] })).unseal({ sealed });
    expect(opened).toMatchObject({ value: VALUE, header: { ...CONTEXT, kid: thumbprint } });
    const bank = await createUnsealer({ keys: [await generateSealingKey()] });
    await expect(bank.unseal({ sealed })).rejects.toMatchObject({ code: 'UWF-4221' });
  });

  test('is recorded before, without the value', async () => {
    const { thumbprint } = await registerRecipient(ports, { ...WHO, jwk: publicPart(key) });
    await reseal();
    expect((await records()).at(-1)).toMatchObject({ kind: 'value-resealed', actor: 'runner-1', details: { tenant: 'bank', principal: 'partner', thumbprint, definition: 'payments/check', pointer: CONTEXT.ptr, execution: 'run-1' } });
    expect(JSON.stringify(await records())).not.toMatch(/Aleksandra|"score"/u);
    let sealed = 0;
    const unrecorded: RecipientPorts = { ...ports, audit: { ...ports.audit, append: () => Promise.reject(new UwfError('UWF-5001')) }, resealer: { ...ports.resealer, reseal: (request) => ((sealed += 1), ports.resealer.reseal(request)) } };
    await expect(resealFor(unrecorded, { actor: 'r', principal: 'partner', value: VALUE, context: CONTEXT })).rejects.toMatchObject({ code: 'UWF-5008' });
    expect(sealed).toBe(0);
  });

  test('takes the newest key in use, and none that was revoked', async () => {
    const old = await registerRecipient(ports, { ...WHO, jwk: publicPart(key) });
    clock.advance(1);
    const next = await generateSealingKey();
    const { thumbprint } = await registerRecipient(ports, { ...WHO, jwk: publicPart(next) });
    const keyOf = async () => (await (await createUnsealer({ keys: [key, next] })).unseal({ sealed: await reseal() })).header.kid;
    expect(await keyOf()).toBe(thumbprint);
    await revokeRecipient(ports, { ...WHO, thumbprint });
    expect(await keyOf()).toBe(old.thumbprint);
    await revokeRecipient(ports, { ...WHO, thumbprint: old.thumbprint });
    await expect(reseal()).rejects.toMatchObject({ code: 'UWF-4045' });
    await expect(revokeRecipient(ports, { ...WHO, thumbprint })).rejects.toMatchObject({ code: 'UWF-4045' });
  });

  test('takes no key of another tenant or principal', async () => {
    await registerRecipient(ports, { ...WHO, tenant: 'other', jwk: publicPart(key) });
    await registerRecipient(ports, { ...WHO, principal: 'someone', jwk: publicPart(key) });
    await expect(reseal()).rejects.toMatchObject({ code: 'UWF-4045' });
  });

  test('refuses what is too large to be sealed', async () => {
    await registerRecipient(ports, { ...WHO, jwk: publicPart(key) });
    await expect(resealFor(ports, { actor: 'r', principal: 'partner', value: 'x'.repeat(20_000), context: CONTEXT })).rejects.toMatchObject({ code: 'UWF-4220' });
  });
});

describe('registerRecipient()', () => {
  test('records who registered which key', async () => {
    const recipient = await registerRecipient(ports, { ...WHO, jwk: { ...publicPart(key), kid: 'ignored', use: 'enc' } });
    expect(recipient).toEqual({ tenant: 'bank', principal: 'partner', thumbprint: key.kid, publicKey: publicPart(key), registeredBy: 'operator', registeredAt: clock.now() });
    expect((await records()).map(({ kind }) => kind)).toEqual(['recipient-registered']);
    expect(await ports.registry.list({ tenant: 'bank' })).toEqual([recipient]);
  });

  test.each<[string, (own: PrivateSealingKey) => unknown]>([
    ['a private key', (own) => own],
    ['no object', () => 'key'],
    ['another curve', (own) => ({ ...publicPart(own), crv: 'P-384' })],
    ['a symmetric key', () => ({ kty: 'oct', k: 'AAAA' })],
    ['a point off the curve', (own) => ({ ...publicPart(own), x: own.y })],
    ['a coordinate that is missing', (own) => ({ kty: 'EC', crv: 'P-256', x: own.x })],
  ])('refuses %s and quotes nothing of it', async (_what, jwkOf) => {
    const error: unknown = await registerRecipient(ports, { ...WHO, jwk: jwkOf(key) }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UWF-4000' });
    expect(String(error)).not.toContain(key.x);
    expect(await records()).toEqual([]);
  });

  test('refuses names that are none', async () => {
    for (const change of [{ actor: '' }, { tenant: '' }, { principal: '' }]) await expect(registerRecipient(ports, { ...WHO, ...change, jwk: publicPart(key) })).rejects.toMatchObject({ code: 'UWF-4000' });
  });
});
