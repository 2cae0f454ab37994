/** Bytes of one record of a batch as it stands in its file: what is longer could not be sent anyway. */
export const BATCH_RECORD_BYTES_MAX = 262_144;
/** Nesting of one input; its envelope in the request adds one level to it. */
export const BATCH_INPUT_DEPTH_MAX = 31;
/** Columns of a CSV file. */
export const BATCH_COLUMNS_MAX = 512;
/** References that are followed from one node of an input schema to what it says of a column. */
export const BATCH_REFERENCES_MAX = 32;
/** Findings that are kept of one line. */
export const BATCH_FINDINGS_MAX = 10;
/** Lines that may be under way or waiting for an earlier one: how far a journal is out of order at most. */
export const BATCH_WINDOW_LINES_MAX = 4_096;
