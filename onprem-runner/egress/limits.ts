/** Bytes of the JSON text of one result as it leaves: the payload limit of a state (ASL quota). */
export const RESULT_BYTES_MAX = 262_144;
/** Characters of the cause of a failure: a sentence of ours with a pointer. */
export const CAUSE_CHARACTERS_MAX = 1_024;
/** Characters of the name of an event, a metric or a span. */
export const NAME_CHARACTERS_MAX = 80;
