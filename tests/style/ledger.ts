/**
 * Exceptions from the rules of tidy.test.ts, each with its reason: a debt ledger, not a loosened rule. An entry that is no longer
 * needed fails the suite.
 */
export interface LedgerEntry {
  /** A file, or a folder with `/` at its end. */
  readonly path: string;
  readonly reason: string;
}

export interface TestedElsewhere extends LedgerEntry {
  /** The suite that tests it; must exist. */
  readonly suite: string;
}

/** Core files whose behaviour is tested through the front door of their module. */
export const TESTED_ELSEWHERE: readonly TestedElsewhere[] = [];

/** Files that cast outside of a parse… or brand… function. */
export const CASTING_FILES: readonly LedgerEntry[] = [];
