/** Encodings inside of encodings that are opened: `base64(url(hex(x)))`. */
export const DECODED_LAYERS_MAX = 3;
/** Characters that may come out of one text in all layers together, beyond a multiple of its own length. */
export const DECODED_CHARACTERS_MAX = 65_536;
/** The multiple of a text's length that its layers may have together. */
export const DECODED_GROWTH_MAX = 24;
/** Shortest run of base64, base32 or hexadecimal digits that is opened: 8 bytes of text and more. */
export const ENCODED_RUN_CHARACTERS_MIN = 12;
/** Shortest stretch of readable text that is taken from opened bytes. */
export const READABLE_CHARACTERS_MIN = 6;
/** Letters and digits that a canary must have at least: shorter ones stand in any text by chance. */
export const CANARY_CHARACTERS_MIN = 8;
/** Canaries of one set of detectors. */
export const CANARIES_MAX = 100_000;
/** Characters of the mask of a national id. */
export const ID_MASK_CHARACTERS_MAX = 40;
/** Kinds of national ids. */
export const ID_RULES_MAX = 50;
/** Levels of a value that are scanned; what is deeper is held. */
export const SCANNED_DEPTH_MAX = 64;
