/** Longest jq expression, in UTF-16 units. */
export const JQ_TEXT_UNITS_MAX = 16 * 1024;
/** Deepest nesting of brackets, strings and bindings in a jq expression. */
export const JQ_DEPTH_MAX = 48;
/** Parts of a jq expression, after short forms like `map(f)` have been written out. */
export const JQ_NODES_MAX = 1_500;
/** A translated part that is at most this long is written twice rather than bound to a variable, in UTF-16 units. */
export const JQ_REPEATED_UNITS_MAX = 40;
/** Parts that one translation may visit, those it visits again included. */
export const JQ_TRANSLATION_STEPS_MAX = 20_000;
/** Levels of nested arrays that `flatten` takes away. */
export const JQ_FLATTENED_LEVELS_MAX = 32;
/** Times that `[]` may stand in one path that is assigned to: each is written for arrays and for objects. */
export const JQ_UPDATED_LEVELS_MAX = 4;
