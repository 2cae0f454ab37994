/** Keys of the vault that one search looks at at most. */
export const VAULT_KEYS_MAX = 10_000;
/** How long the newest version of a key is believed to be the newest, unless this process asks. */
export const NEWEST_KEEP_MS = 1_000;
/** The same for what stands behind a version: one that was destroyed is refused after this time, and by the vault at once. */
export const VERSION_KEEP_MS = 60_000;
/** How long whoever meets a key that is new waits for those that others have made at the same moment: the vault tells times in seconds. */
export const SETTLE_MS_DEFAULT = 3_000;
/** What was wrapped, at most: a key of 4,096 bits gives 512 bytes. */
export const WRAPPED_BYTES_MAX = 1_024;
/** Of one request; and how often it is sent again. */
export const REQUEST_TIMEOUT_MS = 10_000;
export const RETRIES_MAX = 3;
export const RETRY_DELAY_MS = 200;
export const RETRY_DELAY_MS_MAX = 2_000;
