import type { Recipient, RecipientRegistry } from '#shared/ports/recipient-registry.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';

/** A registry of recipients that lives as long as the process. */
export function createMemoryRecipientRegistry(): RecipientRegistry {
  const rows = new Map<string, JsonText<Recipient>>();
  const nameOf = ({ tenant, principal, thumbprint }: Pick<Recipient, 'tenant' | 'principal' | 'thumbprint'>): string => JSON.stringify([tenant, principal, thumbprint]);
  return {
    register: async ({ recipient }) => {
      const name = nameOf(recipient);
      if (rows.has(name)) return false;
      rows.set(name, toText(recipient));
      return true;
    },
    revoke: async ({ now, ...key }) => {
      const stored = rows.get(nameOf(key));
      const recipient = stored === undefined ? undefined : parseText(stored);
      if (recipient === undefined || recipient.revokedAt !== undefined) return false;
      rows.set(nameOf(key), toText({ ...recipient, revokedAt: now }));
      return true;
    },
    list: async ({ tenant, principal }) =>
      [...rows.values()]
        .map(parseText)
        .filter((one) => one.tenant === tenant && (principal === undefined || one.principal === principal))
        .sort((left, right) => right.registeredAt - left.registeredAt),
  };
}
