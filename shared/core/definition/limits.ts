/** Bytes of UTF-8 that a document may have. */
export const DOCUMENT_BYTES_MAX = 1024 * 1024;
/** Objects and arrays inside each other, the outermost included. */
export const DOCUMENT_DEPTH_MAX = 64;
/** Values of a document after its aliases are followed. */
export const DOCUMENT_NODES_MAX = 50_000;
/** Words, blanks, line ends and marks of a YAML text: what bounds the time of reading it. About 28,000 lines. */
export const YAML_LEXEMES_MAX = 250_000;
/** Characters of a document's keys and strings after its aliases are followed. */
export const DOCUMENT_EXPANDED_CHARACTERS_MAX = 2 * 1024 * 1024;
/** Findings about the syntax of one document. */
export const SYNTAX_FINDINGS_MAX = 50;
/** Findings about one document altogether. */
export const FINDINGS_MAX = 200;
/** Characters of a name that a message repeats. */
export const QUOTED_NAME_CHARACTERS_MAX = 80;
/** Characters of a task's name. */
export const TASK_NAME_CHARACTERS_MAX = 200;
/** Days of the longest static duration: a hundred years. */
export const DURATION_DAYS_MAX = 36_525;
/** Characters of a definition reference `namespace.name@version`. */
export const REFERENCE_CHARACTERS_MAX = 192;
