/** Sessions with a token at the same time. */
export const SESSIONS_DEFAULT = 4;
/** How long a call waits for a free session. */
export const SESSION_WAIT_MS = 10_000;
/** Objects of one search. Versions of one key are far fewer. */
export const FOUND_OBJECTS_MAX = 256;
/** How long the newest version of a key is believed to be the newest, unless this process asks. */
export const NEWEST_KEEP_MS = 1_000;
