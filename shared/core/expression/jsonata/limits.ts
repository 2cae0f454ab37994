import type { EvaluationLimits } from './errors.ts';

/** Longest expression text, in bytes of UTF-8. */
export const EXPRESSION_TEXT_BYTES_MAX = 32 * 1024;
/** Deepest nesting of an expression. A chain of operators nests to the left: `a & b & c` is two deep. */
export const EXPRESSION_DEPTH_MAX = 200;
/** Nodes that `??` and `?:` may add by repeating their left side. */
export const EXPRESSION_COPIED_NODES_MAX = 10_000;
/** Optional and repeated parameters of one function signature: matching them is exponential in their number. */
export const SIGNATURE_QUANTIFIERS_MAX = 8;
/** Compiled expressions that are kept for the next caller. */
export const COMPILED_EXPRESSIONS_MAX = 2_000;
/** Longest message of an evaluation error, in UTF-16 units. */
export const ERROR_MESSAGE_UNITS_MAX = 1_000;
/** Deepest nesting of a result. */
export const RESULT_DEPTH_MAX = 256;

/** What an evaluation may use unless its caller says otherwise. */
export const EVALUATION_LIMITS_DEFAULT: EvaluationLimits = {
  steps: 1_000_000,
  depth: 300,
  sequenceItems: 100_000,
  textUnits: 1024 * 1024,
  outputBytes: 256 * 1024,
};
