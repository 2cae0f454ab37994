/** Longest text of an invocation, in UTF-16 units. */
export const INTRINSIC_TEXT_UNITS_MAX = 10_000;
/** Calls within each other, as on AWS (developer guide, "Intrinsic functions"). */
export const INTRINSIC_DEPTH_MAX = 10;
/** Arguments of one call. */
export const INTRINSIC_ARGUMENTS_MAX = 256;
/** Items that `States.ArrayRange` makes, as on AWS. */
export const RANGE_ITEMS_MAX = 1_000;
/** Texts that are hashed, encoded and decoded, in characters, as on AWS. */
export const CODED_TEXT_UNITS_MAX = 10_000;
/** Smallest whole number of `States.MathAdd` and `States.MathRandom`, as on AWS. */
export const WHOLE_NUMBER_MIN = -2_147_483_648;
/** Largest whole number of `States.MathAdd` and `States.MathRandom`, as on AWS. */
export const WHOLE_NUMBER_MAX = 2_147_483_647;
/** Text that `States.Format` and `States.JsonToString` give, in UTF-16 units: no field of a state may be larger. */
export const TEXT_RESULT_UNITS_MAX = 1_048_576;
/** Levels of nesting that an argument may have where a function goes through all of it. */
export const ARGUMENT_DEPTH_MAX = 500;
