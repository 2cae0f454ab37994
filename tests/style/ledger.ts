/**
 * Exceptions from the rules of tidy.test.ts, each with its reason: a debt ledger, not a loosened rule. An entry that is no longer
 * needed fails the suite.
 */
export interface LedgerEntry {
  readonly path: string;
  readonly reason: string;
}

/** Core files whose behaviour is tested through another file's suite. */
export const TESTED_ELSEWHERE: readonly LedgerEntry[] = [];

/** Files that cast outside of a parse… or brand… function. */
export const CASTING_FILES: readonly LedgerEntry[] = [];
