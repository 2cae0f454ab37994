/** Characters of a token; longer ones are refused before anything is decoded. */
export const TOKEN_CHARACTERS_MAX = 8_192;
/** Characters of `sub`: it becomes the principal of runs and part of sealed headers. */
export const SUBJECT_CHARACTERS_MAX = 255;
export const SCOPES_MAX = 100;
export const CLOCK_TOLERANCE_SECONDS_DEFAULT = 30;
/** How long the issuer may take to answer with its keys. */
export const ISSUER_ANSWER_MS_MAX = 5_000;
export const ISSUER_ANSWER_BYTES_MAX = 262_144;
/** A token of the development issuer is valid this long unless its maker says otherwise. */
export const DEVELOPMENT_TOKEN_SECONDS_DEFAULT = 3_600;
/** Bytes of a request to the development issuer's token endpoint. */
export const TOKEN_REQUEST_BYTES_MAX = 8_192;
