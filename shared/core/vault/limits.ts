/** Bytes of the JSON text of one value. Larger bodies belong into a store of their own. */
export const VAULT_VALUE_BYTES_MAX = 1_048_576;
/** Values that one call tokenises, in one transaction. */
export const VAULT_PUT_VALUES_MAX = 500;
/** Tokens that one call reveals. */
export const VAULT_REVEAL_TOKENS_MAX = 256;
/** Purposes that one token allows. */
export const VAULT_PURPOSES_MAX = 16;
/** What a refused reveal costs of an actor's budget: whoever tries tokens out is stopped soon. */
export const VAULT_MISS_COST_DEFAULT = 10;
/** Values that one actor reveals in a minute. */
export const VAULT_REVEALS_PER_MINUTE_DEFAULT = 600;
/** Values that one actor reveals at once, after a pause. */
export const VAULT_REVEAL_BURST_DEFAULT = 600;
/** Refused reveals of one actor in an hour before it looks like a scan. */
export const VAULT_MISSES_PER_HOUR_DEFAULT = 20;
/** How long an unwrapped data key is kept in memory for the next value of the same subject. */
export const VAULT_DATA_KEY_KEEP_MS = 30_000;
/** Unwrapped data keys in memory. */
export const VAULT_DATA_KEYS_MAX = 1_000;
/** How often a write is tried again when a data key appeared or was destroyed meanwhile. */
export const VAULT_PUT_ATTEMPTS_MAX = 8;
/** Data keys that a re-wrap takes in one step. */
export const VAULT_REWRAP_KEYS_DEFAULT = 100;
/** Records of the audit log that are read at once while it is verified. */
export const AUDIT_PAGE_MAX = 1_000;
/** Characters of the JSON text of what one audit record says. */
export const AUDIT_DETAILS_CHARACTERS_MAX = 65_536;
