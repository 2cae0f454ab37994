/** Of one question to the host. */
export const ANSWER_MS_MAX = 5_000;
export const ANSWER_CHARACTERS_MAX = 65_536;
/** How long before its end a token is renewed: whoever has it may still use it for a while. */
export const RENEW_BEFORE_MS = 300_000;
