const KEY_COLUMNS = 'k.key_id, k.tenant, k.subject, k.kek, k.kek_version, k.wrapped, k.created_at';

export const FIND_DATA_KEYS = `
SELECT ${KEY_COLUMNS} FROM uwf.vault_data_keys k
WHERE k.tenant = $1 AND k.subject = ANY ($2::text[]) AND k.wrapped IS NOT NULL`;

/** Shared by everybody who writes data keys, alone for whoever retires a version: a statement after it sees what the other one did. */
export const LOCK_KEYS_SHARED = 'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))';
export const LOCK_KEYS_ALONE = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

export const INSERT_DATA_KEYS = `
INSERT INTO uwf.vault_data_keys (key_id, tenant, subject, kek, kek_version, wrapped, created_at)
SELECT n.key_id, n.tenant, n.subject, n.kek, n.kek_version, n.wrapped, n.created_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::bigint[])
  AS n (key_id, tenant, subject, kek, kek_version, wrapped, created_at)
WHERE NOT EXISTS (SELECT FROM uwf.vault_key_floors f WHERE f.kek = n.kek AND f.version > n.kek_version)
ORDER BY n.tenant, n.subject
ON CONFLICT DO NOTHING RETURNING key_id`;

/** An erasure that is under way is waited for; one that comes later waits for the values. */
export const HOLD_DATA_KEYS = `
SELECT k.key_id FROM uwf.vault_data_keys k WHERE k.key_id = ANY ($1::text[]) AND k.wrapped IS NOT NULL ORDER BY k.key_id FOR SHARE`;

export const INSERT_VALUES = `
INSERT INTO uwf.vault_values (token_digest, key_id, place, sealed)
SELECT n.token_digest, n.key_id, n.place, n.sealed
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n (token_digest, key_id, place, sealed)
ORDER BY n.token_digest
ON CONFLICT (token_digest) DO NOTHING`;

export const FIND_VALUES = `
SELECT v.token_digest, v.place, v.sealed, k.erased_at, ${KEY_COLUMNS}
FROM unnest($1::text[]) AS wanted (digest)
JOIN uwf.vault_values v ON v.token_digest = wanted.digest
JOIN uwf.vault_data_keys k ON k.key_id = v.key_id`;

export const ERASE_DATA_KEYS = `
UPDATE uwf.vault_data_keys SET wrapped = NULL, erased_at = $3
WHERE tenant = $1 AND subject = ANY ($2::text[]) AND wrapped IS NOT NULL RETURNING key_id`;

export const COUNT_VALUES_BY_KEY = `
SELECT wanted.key_id, (SELECT count(*) FROM uwf.vault_values v WHERE v.key_id = wanted.key_id) AS values
FROM unnest($1::text[]) AS wanted (key_id)`;

export const SUBJECT_KEYS = `
SELECT k.key_id, k.created_at, k.erased_at, (SELECT count(*) FROM uwf.vault_values v WHERE v.key_id = k.key_id) AS values
FROM uwf.vault_data_keys k WHERE k.tenant = $1 AND k.subject = ANY ($2::text[]) ORDER BY k.created_at, k.key_id`;

export const DATA_KEYS_BELOW = `
SELECT ${KEY_COLUMNS} FROM uwf.vault_data_keys k
WHERE k.kek = $1 AND k.key_id > $3 AND k.wrapped IS NOT NULL AND k.kek_version < $2 ORDER BY k.key_id LIMIT $4`;

export const REWRAP = `
UPDATE uwf.vault_data_keys k SET wrapped = n.wrapped, kek_version = n.version
FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[]) AS n (key_id, before, version, wrapped)
WHERE k.kek = $5 AND k.key_id = n.key_id AND k.kek_version = n.before AND k.wrapped IS NOT NULL
  AND NOT EXISTS (SELECT FROM uwf.vault_key_floors f WHERE f.kek = $5 AND f.version > n.version)
RETURNING k.key_id`;

export const RAISE_FLOOR = `
INSERT INTO uwf.vault_key_floors AS f (kek, version) VALUES ($1, $2)
ON CONFLICT (kek) DO UPDATE SET version = GREATEST(f.version, EXCLUDED.version)`;

export const COUNT_KEYS_BELOW = `
SELECT count(*) AS keys FROM uwf.vault_data_keys k WHERE k.kek = $1 AND k.wrapped IS NOT NULL AND k.kek_version < $2`;

export const COUNT_KEYS = `
SELECT k.kek, k.kek_version, count(*) AS keys FROM uwf.vault_data_keys k WHERE k.wrapped IS NOT NULL
GROUP BY k.kek, k.kek_version ORDER BY k.kek_version, k.kek`;

export const COUNT_ERASED = 'SELECT count(*) AS keys FROM uwf.vault_data_keys WHERE wrapped IS NULL';

export const COUNT_VALUES = 'SELECT count(*) AS values FROM uwf.vault_values';

/**
 * The arithmetic of `spendBudget`: $2 per minute, $3 burst, $4 cost, $5 now. A budget that is not there is full. All reveals of an actor change
 * one row, so its commit does not wait for the disk: what a crash of the server forgets is some tenths of a second of spending.
 */
export const SPEND = `
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO uwf.vault_budgets AS b (name, level, at) SELECT $1, $3::double precision - $4::double precision, $5::bigint FROM quick
ON CONFLICT (name) DO UPDATE SET
  level = LEAST($3, b.level + GREATEST(0, $5 - b.at) * $2::double precision / 60000) - $4,
  at = GREATEST(b.at, $5)
WHERE LEAST($3, b.level + GREATEST(0, $5 - b.at) * $2::double precision / 60000) >= $4
RETURNING 1 AS done`;

export const REGISTER_RECIPIENT = `
INSERT INTO uwf.vault_recipients (tenant, principal, thumbprint, public_key, registered_by, registered_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1 AS done`;

export const REVOKE_RECIPIENT = `
UPDATE uwf.vault_recipients SET revoked_at = $4
WHERE tenant = $1 AND principal = $2 AND thumbprint = $3 AND revoked_at IS NULL RETURNING 1 AS done`;

const RECIPIENT_COLUMNS = 'tenant, principal, thumbprint, public_key, registered_by, registered_at, revoked_at';

export const RECIPIENTS_OF = `
SELECT ${RECIPIENT_COLUMNS} FROM uwf.vault_recipients WHERE tenant = $1 AND principal = $2 ORDER BY registered_at DESC`;

export const RECIPIENTS = `
SELECT ${RECIPIENT_COLUMNS} FROM uwf.vault_recipients WHERE tenant = $1 ORDER BY registered_at DESC`;

export const LAST_AUDIT_RECORD = 'SELECT sequence, hash FROM uwf.audit_log ORDER BY sequence DESC LIMIT 1';

export const INSERT_AUDIT_RECORDS = `
INSERT INTO uwf.audit_log (sequence, kind, actor, at, details, previous, hash)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])`;

export const READ_AUDIT_RECORDS = `
SELECT sequence, kind, actor, at, details, previous, hash FROM uwf.audit_log WHERE sequence > $1 ORDER BY sequence LIMIT $2`;
