/** One task: token, request and repetition together. */
export const HTTP_TASK_TIMEOUT_MS = 60_000;
/** Bytes of a response body. */
export const RESPONSE_BYTES_MAX = 262_144;
/** Characters of a quoted response body; ASL's own limit for a cause is 32,768. */
export const DETAIL_CHARACTERS_MAX = 8_192;
/** A token endpoint that takes longer has no answer. */
export const TOKEN_TIMEOUT_MS = 20_000;
/** Bytes of an answer of an authorization server. */
export const TOKEN_RESPONSE_BYTES_MAX = 65_536;
/** Tokens kept; the oldest is forgotten. */
export const TOKENS_MAX = 256;
/** A token is not used any more this long before its end, and never in the last half of a shorter life. */
export const TOKEN_MARGIN_MS = 30_000;
/** Characters of a `WWW-Authenticate` field that are looked at. */
export const CHALLENGE_CHARACTERS_MAX = 8_192;
