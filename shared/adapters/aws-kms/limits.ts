/** Pages of the account's aliases that one search reads at most, 100 aliases each. */
export const ALIAS_PAGES_MAX = 100;
/** How long the newest version of a key is believed to be the newest, unless this process asks. */
export const NEWEST_KEEP_MS = 1_000;
/** The same for public halves, which never change: a version that was destroyed verifies nothing after this time. */
export const POINT_KEEP_MS = 60_000;
/** Of the service: text of one HMAC. */
export const MAC_BYTES_MAX = 4_096;
/** Of the service: what was encrypted by a symmetric key. */
export const WRAPPED_BYTES_MAX = 6_144;
/** How often making a version is tried while others make the same one, and how long it waits at first: aliases are seen by all a moment after they are made. */
export const CREATE_ATTEMPTS_MAX = 8;
export const CREATE_DELAY_MS = 50;
/** How long a destroyed version can still be rescued by an operator; a key that was made for nothing the shortest time. Limits of the service. */
export const DESTROY_DAYS_DEFAULT = 30;
export const DESTROY_DAYS_MIN = 7;
export const DESTROY_DAYS_MAX = 30;
/** Of one call, its connection and all of its attempts. */
export const CONNECT_TIMEOUT_MS = 2_000;
export const REQUEST_TIMEOUT_MS = 5_000;
export const ATTEMPTS_MAX = 4;
