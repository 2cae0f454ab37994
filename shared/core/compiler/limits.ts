/** States have names of at most this many characters (ASL "State name"). */
export const STATE_NAME_CHARACTERS_MAX = 80;

/** A machine as compact JSON, in UTF-16 units; Step Functions takes no more than 1 MiB. */
export const MACHINE_UNITS_MAX = 1_048_576;

/** Characters of a DSL error type, so that `<type>#<status>` stays an ASL error name (256). */
export const ERROR_TYPE_CHARACTERS_MAX = 200;

/** Tasks after all functions of `use.functions` have been put in place of their calls. */
export const LOWERED_TASKS_MAX = 2_000;

/** Longest wait and timeout, as Step Functions has it. */
export const TIMER_SECONDS_MAX = 99_999_999;

/** Nodes of one expression after everything is written into it; its text could not be evaluated beyond about that anyway. */
export const BOUND_EXPRESSION_NODES_MAX = 5_000;

/** Parts of an expression up to which what its names mean is written in their places; beyond that it is named once. */
export const INLINED_EXPRESSION_NODES_MAX = 400;

/** Parts from which a value gets a name of its own. */
export const NAMED_EXPRESSION_NODES_MIN = 6;

/** What fusing two states may add to their text, in UTF-16 units: an expression that is written into several others must not grow without end. */
export const FUSED_UNITS_ADDED_MAX = 1_000;

/** How often fusing is tried anew without the tasks that the tier check blames; after that nothing is fused. */
export const FUSION_ROUNDS_MAX = 6;
