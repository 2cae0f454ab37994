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
export const TESTED_ELSEWHERE: readonly TestedElsewhere[] = [
  {
    path: 'shared/core/asl/validate/',
    reason: 'Rules of one language, seen only in what validateStateMachine() says of a definition.',
    suite: 'tests/unit/shared/core/asl/validate/rules.test.ts',
  },
  {
    path: 'shared/core/interpreter/test-state/',
    reason: 'Parts of one question, seen only in what testState() answers.',
    suite: 'tests/unit/shared/core/interpreter/test-state/test-state.test.ts',
  },
  ...['attempt', 'converse', 'run', 'scopes'].map((part) => ({
    path: `shared/core/durable/${part}.ts`,
    reason: 'Parts of one conversation, seen only in what runScope() asks for.',
    suite: 'tests/unit/shared/core/durable/run-scope.test.ts',
  })),
  {
    path: 'shared/core/tier/machine/',
    reason: 'How data flows through each type of state, seen only in what analyseMachine() says of a machine.',
    suite: 'tests/unit/shared/core/tier/machine-scopes.test.ts',
  },
  {
    path: 'shared/core/tier/flow/merge.ts',
    reason: 'A rule of calls that two languages share.',
    suite: 'tests/unit/shared/core/tier/flow/call.test.ts',
  },
  {
    path: 'shared/core/expression/jsonata/closures/',
    reason: 'Kinds of nodes of one language, judged together: by the library, expression by expression.',
    suite: 'tests/unit/shared/core/expression/jsonata/closures/closures.test.ts',
  },
  {
    path: 'shared/core/compiler/asl/',
    reason: 'Parts of one translation, seen only in what linkStateMachine() makes of a machine.',
    suite: 'tests/unit/shared/core/compiler/asl/link-machine.test.ts',
  },
  {
    path: 'shared/core/compiler/optimise/forward-fields.ts',
    reason: 'Half of one fusion, seen only in the state that fuseForward() makes.',
    suite: 'tests/unit/shared/core/compiler/optimise/forward.test.ts',
  },
  {
    path: 'shared/core/compiler/optimise/forward-states.ts',
    reason: 'Half of one fusion, seen only in the state that fuseForward() makes.',
    suite: 'tests/unit/shared/core/compiler/optimise/forward.test.ts',
  },
  {
    path: 'shared/core/definition/format/',
    reason: 'Parts of one formatter, seen only in what formatDocument() makes of a text.',
    suite: 'tests/unit/shared/core/definition/format/format.test.ts',
  },
  {
    path: 'shared/core/definition/import/',
    reason: 'Parts of two conversions, seen only in the documents that they make.',
    suite: 'tests/unit/shared/core/definition/import/import-steps.test.ts',
  },
  {
    path: 'shared/core/graph/',
    reason: 'Parts of one picture, seen only in what chartOf() draws.',
    suite: 'tests/unit/shared/core/graph/chart.test.ts',
  },
  {
    path: 'shared/core/difference/',
    reason: 'Parts of one comparison, seen only in what comparePrograms() tells.',
    suite: 'tests/unit/shared/core/difference/compare.test.ts',
  },
  {
    path: 'shared/core/egress/decode/',
    reason: 'Layers of a text, seen only in what a set of detectors finds behind them.',
    suite: 'tests/unit/shared/core/egress/detectors.property.test.ts',
  },
  {
    path: 'shared/core/egress/detect/',
    reason: 'Kinds of personal data, told by the set of detectors that has them.',
    suite: 'tests/unit/shared/core/egress/detectors.test.ts',
  },
];

/** Files that cast outside of a parse… or brand… function. */
export const CASTING_FILES: readonly LedgerEntry[] = [];
