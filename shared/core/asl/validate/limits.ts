/** Longest definition that CreateStateMachine takes, in characters. */
export const DEFINITION_CHARACTERS_MAX = 1_048_576;

/** Deepest nesting of objects and arrays in a definition; recursion over a definition stays below it. */
export const DEFINITION_DEPTH_MAX = 500;

/** How many findings one validation reports; what is beyond is counted as `truncated`. */
export const FINDINGS_MAX = 100;

/** Longest name of a state or variable, in Unicode characters. */
export const NAME_CHARACTERS_MAX = 80;

/** Longest `Label` of a distributed Map, in characters. */
export const LABEL_CHARACTERS_MAX = 40;

/** Largest value of any field that counts seconds or attempts. */
export const DURATION_SECONDS_MAX = 99_999_999;

/** Largest `MaxDelaySeconds` of a retrier: 366 days. */
export const RETRY_DELAY_SECONDS_MAX = 31_622_400;

/** How much of a text that is no JSON a finding quotes, in characters. */
export const QUOTED_CHARACTERS_MAX = 500;
