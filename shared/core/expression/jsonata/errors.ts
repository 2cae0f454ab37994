/** Why a text is not an expression that this system takes. Never quotes data; quotes at most tokens of the expression itself. */
export interface ExpressionSyntaxError {
  /**
   * JSONata's own code (`S0201` …), or one of ours: `U0101` text too long, `U0102` nested too deeply, `U0103` too large once
   * written out, `U0104` function signature malformed or too complex, `U0201` `$eval`, `U0202` `$` or `$$` bound, `U0301` regular expression not supported.
   */
  readonly code: string;
  readonly message: string;
  /** Offset in the text, from 0. */
  readonly position: number;
}

/**
 * Why an evaluation gave no value.
 *  - `error`               JSONata raised an error, `$error()` and `$assert()` included
 *  - `undefined-function`  something was called that is not a function
 *  - `limit`               a limit of {@link EvaluationLimits} was reached
 *  - `unsupported-result`  the value is not JSON: a function, a regular expression, a number that is not finite
 */
export interface EvaluationError {
  readonly kind: 'error' | 'undefined-function' | 'limit' | 'unsupported-result';
  /** JSONata's own code (`T2001` …), or one of ours (`U…`). */
  readonly code: string;
  /** JSONata's message. It may quote data: never let it out of the zone of the data. */
  readonly message: string;
  /** Made from the code and fixed text only. Safe in every zone. */
  readonly safeMessage: string;
  /** Offset in the text of the expression, from 0, where it is known. */
  readonly position?: number;
}

/** What one evaluation may use. */
export interface EvaluationLimits {
  /** Work: one for each node evaluated, and a share for what built-in functions do to large values. */
  readonly steps: number;
  /** Nodes that are being evaluated within each other. */
  readonly depth: number;
  /** Items of one sequence: ranges, joined arrays, results of `$range`, `$partition`, `$pad`. */
  readonly sequenceItems: number;
  /** UTF-16 units of one text on the way. */
  readonly textUnits: number;
  /** Bytes of the result as compact JSON in UTF-8. */
  readonly outputBytes: number;
}
