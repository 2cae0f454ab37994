/** Bytes of the rows of one chunk, before they are encrypted. One row more may go over it. */
export const TRANSFER_CHUNK_BYTES_MAX = 1_048_576;
/** Bytes of one row as JSON. */
export const TRANSFER_ROW_BYTES_MAX = 262_144;
/** Chunks of one set: about ten gigabytes. */
export const TRANSFER_CHUNKS_MAX = 10_000;
/** Characters of a signed manifest. */
export const TRANSFER_MANIFEST_CHARACTERS_MAX = 2_000_000;
/** Nesting of a schema of rows. */
export const TRANSFER_SCHEMA_DEPTH_MAX = 16;
/** Fields of a row. */
export const TRANSFER_FIELDS_MAX = 500;
/** How long a set may be imported at most after it was made. */
export const TRANSFER_LIFE_SECONDS_MAX = 2_592_000;
/** Clocks of the two zones may differ by this much. */
export const TRANSFER_SKEW_SECONDS_MAX = 300;
/** No plan may ask for fewer: with one, every row stands alone. */
export const ANONYMITY_SUBJECTS_MIN = 2;
/** Unless the configuration says otherwise. */
export const ANONYMITY_SUBJECTS_DEFAULT = 5;
/** A plan that asks for more is a mistake. Also bounds what is kept of a class. */
export const ANONYMITY_SUBJECTS_MAX = 10_000;
/** Characters that make a value telling enough to be looked for in other fields of its row. */
export const DIRECT_CHARACTERS_MIN = 5;
