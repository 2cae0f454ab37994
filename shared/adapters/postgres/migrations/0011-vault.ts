import type { Migration } from './migration.ts';

/**
 * The vault: ciphertext by digests of tokens, wrapped data keys by fingerprints of data subjects, budgets of actors, keys of recipients, and the
 * audit log. A destroyed data key is a row without its wrapping. The log refuses changes from everybody, its owner included, as long as its
 * trigger is there; the role of the runner has no right to change or drop anything of it (docs/vault.md).
 */
export const vault: Migration = {
  version: 11,
  name: 'vault',
  statements: [
    `CREATE TABLE uwf.vault_data_keys (
      key_id text COLLATE "C" PRIMARY KEY,
      tenant text COLLATE "C" NOT NULL,
      subject text COLLATE "C" NOT NULL,
      kek text COLLATE "C" NOT NULL,
      kek_version integer NOT NULL,
      wrapped text,
      created_at bigint NOT NULL,
      erased_at bigint
    ) WITH (fillfactor = 80)`,
    'CREATE UNIQUE INDEX vault_data_keys_in_use ON uwf.vault_data_keys (tenant, subject) WHERE wrapped IS NOT NULL',
    'CREATE INDEX vault_data_keys_by_subject ON uwf.vault_data_keys (tenant, subject)',
    'CREATE INDEX vault_data_keys_by_kek ON uwf.vault_data_keys (kek, key_id) WHERE wrapped IS NOT NULL',
    `CREATE TABLE uwf.vault_values (
      token_digest text COLLATE "C" PRIMARY KEY,
      key_id text COLLATE "C" NOT NULL,
      place text NOT NULL,
      sealed text NOT NULL
    )`,
    'CREATE INDEX vault_values_by_key ON uwf.vault_values (key_id)',
    'CREATE TABLE uwf.vault_key_floors (kek text COLLATE "C" PRIMARY KEY, version integer NOT NULL)',
    `CREATE TABLE uwf.vault_budgets (
      name text COLLATE "C" PRIMARY KEY,
      level double precision NOT NULL,
      at bigint NOT NULL
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE uwf.vault_recipients (
      tenant text COLLATE "C" NOT NULL,
      principal text COLLATE "C" NOT NULL,
      thumbprint text COLLATE "C" NOT NULL,
      public_key text NOT NULL,
      registered_by text NOT NULL,
      registered_at bigint NOT NULL,
      revoked_at bigint,
      PRIMARY KEY (tenant, principal, thumbprint)
    )`,
    `CREATE TABLE uwf.audit_log (
      sequence bigint PRIMARY KEY,
      kind text COLLATE "C" NOT NULL,
      actor text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      details text NOT NULL,
      previous text COLLATE "C" NOT NULL,
      hash text COLLATE "C" NOT NULL
    )`,
    `CREATE FUNCTION uwf.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege'; END $$`,
    'CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON uwf.audit_log FOR EACH STATEMENT EXECUTE FUNCTION uwf.refuse_audit_change()',
  ],
};
