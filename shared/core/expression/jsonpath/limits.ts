/** Longest text of a path, in UTF-16 units. */
export const PATH_TEXT_UNITS_MAX = 32_768;
/** Steps of one path. */
export const PATH_STEPS_MAX = 256;
/** Parentheses, negations and literals of a filter within each other, and filters within filters. */
export const FILTER_DEPTH_MAX = 32;
/** Values that one evaluation may look at: bounds what `..` and filters within each other can cost. */
export const PATH_VISITS_MAX = 1_000_000;
/** Levels of nesting that a comparison or a descent follows. */
export const COMPARED_DEPTH_MAX = 1_000;
