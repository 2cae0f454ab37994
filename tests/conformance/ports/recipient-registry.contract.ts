import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Recipient, RecipientRegistry } from '#shared/ports/recipient-registry.ts';
import type { Open, Opened } from './opened.ts';

const recipientOf = (principal: string, thumbprint: string, more: Partial<Recipient> = {}): Recipient => ({
  tenant: 'bank', principal, thumbprint, publicKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, registeredBy: 'operator ü', registeredAt: 1, ...more,
});

/** What every registry of recipients must do. */
export function recipientRegistryContract(name: string, open: Open<RecipientRegistry>): void {
  describe(`RecipientRegistry on ${name}`, () => {
    let opened: Opened<RecipientRegistry>;
    let registry: RecipientRegistry;
    beforeEach(async () => {
      opened = await open();
      registry = opened.port;
    });
    afterEach(() => opened.close());

    test('registers a key once; what was registered first stays', async () => {
      expect(await registry.register({ recipient: recipientOf('p\u0000', 't1') })).toBe(true);
      expect(await opened.other.register({ recipient: recipientOf('p\u0000', 't1', { registeredBy: 'another', registeredAt: 2 }) })).toBe(false);
      expect(await opened.other.list({ tenant: 'bank', principal: 'p\u0000' })).toEqual([recipientOf('p\u0000', 't1')]);
    });

    test('lists the newest first, of one principal or of the tenant', async () => {
      for (const recipient of [recipientOf('p', 't1'), recipientOf('q', 't1', { registeredAt: 3 }), recipientOf('p', 't2', { registeredAt: 2 }), recipientOf('p', 't9', { tenant: 'other' })]) await registry.register({ recipient });
      const names = async (request: Parameters<RecipientRegistry['list']>[0]) => (await registry.list(request)).map(({ principal, thumbprint }) => `${principal} ${thumbprint}`);
      expect(await names({ tenant: 'bank' })).toEqual(['q t1', 'p t2', 'p t1']);
      expect(await names({ tenant: 'bank', principal: 'p' })).toEqual(['p t2', 'p t1']);
      expect(await names({ tenant: 'bank', principal: 'z' })).toEqual([]);
    });

    test('revokes a key once, and does not forget it', async () => {
      await registry.register({ recipient: recipientOf('p', 't1') });
      const key = { tenant: 'bank', principal: 'p', thumbprint: 't1' };
      expect(await registry.revoke({ ...key, thumbprint: 't2', now: 5 })).toBe(false);
      expect(await registry.revoke({ ...key, tenant: 'other', now: 5 })).toBe(false);
      expect(await opened.other.revoke({ ...key, now: 5 })).toBe(true);
      expect(await registry.revoke({ ...key, now: 6 })).toBe(false);
      expect(await registry.list({ tenant: 'bank' })).toEqual([recipientOf('p', 't1', { revokedAt: 5 })]);
      expect(await registry.register({ recipient: recipientOf('p', 't1') })).toBe(false);
    });
  });
}
