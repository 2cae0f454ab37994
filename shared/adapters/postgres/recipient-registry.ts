import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { PublicPoint } from '#shared/ports/key-service.ts';
import type { Recipient, RecipientRegistry } from '#shared/ports/recipient-registry.ts';
import { parseJson, parseName, parseNumber, parseRaw } from './rows.ts';
import { runner } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';
import { RECIPIENTS, RECIPIENTS_OF, REGISTER_RECIPIENT, REVOKE_RECIPIENT } from './vault-statements.ts';

/** Keys of recipients in PostgreSQL: each method is one statement. */
export function createPostgresRecipientRegistry(pool: SqlPool, schema: string): RecipientRegistry {
  const run = runner(pool, schema);
  return {
    register: async ({ recipient: { tenant, principal, thumbprint, publicKey, registeredBy, registeredAt } }) => {
      const values = [toColumn(tenant), toColumn(principal), toColumn(thumbprint), JSON.stringify(publicKey), toColumn(registeredBy), wholeMilliseconds(registeredAt)];
      return (await run('register-recipient', REGISTER_RECIPIENT, values)).length === 1;
    },
    revoke: async ({ tenant, principal, thumbprint, now }) =>
      (await run('revoke-recipient', REVOKE_RECIPIENT, [toColumn(tenant), toColumn(principal), toColumn(thumbprint), wholeMilliseconds(now)])).length === 1,
    list: async ({ tenant, principal }) => {
      const rows = principal === undefined ? await run('recipients', RECIPIENTS, [toColumn(tenant)]) : await run('recipients-of', RECIPIENTS_OF, [toColumn(tenant), toColumn(principal)]);
      return rows.map(parseRecipient);
    },
  };
}

function parseRecipient(row: SqlRow): Recipient {
  const recipient = {
    tenant: parseName(row, 'tenant'),
    principal: parseName(row, 'principal'),
    thumbprint: parseName(row, 'thumbprint'),
    publicKey: parseJson<PublicPoint>(parseRaw(row, 'public_key')),
    registeredBy: parseName(row, 'registered_by'),
    registeredAt: parseNumber(row, 'registered_at'),
  };
  return row['revoked_at'] === null ? recipient : { ...recipient, revokedAt: parseNumber(row, 'revoked_at') };
}
