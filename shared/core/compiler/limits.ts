/** States have names of at most this many characters (ASL "State name"). */
export const STATE_NAME_CHARACTERS_MAX = 80;

/** A machine as compact JSON, in UTF-16 units; Step Functions takes no more than 1 MiB. */
export const MACHINE_UNITS_MAX = 1_048_576;

/** Characters of a DSL error type, so that `<type>#<status>` stays an ASL error name (256). */
export const ERROR_TYPE_CHARACTERS_MAX = 200;

/** Tasks after all functions of `use.functions` have been put in place of their calls. */
export const LOWERED_TASKS_MAX = 2_000;
