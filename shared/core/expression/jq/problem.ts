/** Why a jq expression is refused. Names constructs of jq, never data. */
export interface JqProblem {
  /** `syntax`: not jq. `construct`: a part of jq without a translation. `streams`: no value, or possibly several. `size`: too large. */
  readonly kind: 'syntax' | 'construct' | 'streams' | 'size';
  /** What is refused, as jq writes it: `limit/2`, `@csv`, `def`. Absent for texts that do not parse. */
  readonly construct?: string;
  readonly message: string;
  /** A way out, in JSONata. */
  readonly suggestion?: string;
  /** From 0. */
  readonly offset: number;
}
