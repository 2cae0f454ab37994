import { afterAll, beforeAll } from 'vitest';
import { createMemoryAuditLog, createMemoryRecipientRegistry, createMemoryVaultStore } from '#shared/adapters/memory/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { auditLogContract } from '../ports/audit-log.contract.ts';
import type { Open } from '../ports/opened.ts';
import { recipientRegistryContract } from '../ports/recipient-registry.contract.ts';
import { vaultStoreContract } from '../ports/vault-store.contract.ts';

/** Memory has no other process to be seen from. */
function inMemory<T>(create: () => T): Open<T> {
  return async () => {
    const port = create();
    return { port, other: port, prune: async () => {}, close: async () => {} };
  };
}

vaultStoreContract('memory', inMemory(createMemoryVaultStore));
auditLogContract('memory', inMemory(() => createMemoryAuditLog(nodeDigest)));
recipientRegistryContract('memory', inMemory(createMemoryRecipientRegistry));

await describeWithPostgres('on PostgreSQL', () => {
  let postgres: TestPostgres;
  let other: PostgresPorts;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    other = await postgres.open();
  });
  afterAll(() => postgres.close());

  function opening<T>(choose: (ports: PostgresPorts) => T): Open<T> {
    return async () => {
      await postgres.sql('TRUNCATE vault_data_keys, vault_values, vault_key_floors, vault_budgets, vault_recipients, audit_log');
      return { port: choose(postgres.ports), other: choose(other), prune: postgres.ports.prune, close: async () => {} };
    };
  }

  vaultStoreContract('PostgreSQL', opening((ports) => ports.vaultStore));
  auditLogContract('PostgreSQL', opening((ports) => ports.auditLog));
  recipientRegistryContract('PostgreSQL', opening((ports) => ports.recipientRegistry));
});
