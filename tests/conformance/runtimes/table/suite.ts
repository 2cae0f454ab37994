import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalStack } from '#tests/support/localstack.ts';
import { testNotRun } from '#tests/support/not-run.ts';
import { RUNTIMES, type Trial } from './model.ts';
import { openBenches, type OpenBenches } from './open-benches.ts';
import { printTable, sumOf } from './print.ts';
import { fillTable, type Row } from './table.ts';
import { readTrials } from './trials.ts';

export interface TableSuite {
  readonly name: string;
  readonly timeoutMs: number;
  /** Whether LocalStack may be installed for it. */
  readonly mayInstall: boolean;
  /** Whether a trial goes to Step Functions, where time is real. */
  readonly isSent: (trial: Trial, tookMs: number) => boolean;
  readonly prints: 'table' | 'sums';
  /** What else must hold of all rows; `hasStepFunctions`: their column was run. */
  readonly check?: (rows: readonly Row[], hasStepFunctions: boolean) => void;
}

/** All trials on all runtimes. Where LocalStack cannot be had, Step Functions are reported as not run, and in CI as failed. */
export async function describeTable({ name, timeoutMs, mayInstall, isSent, prints, check }: TableSuite): Promise<void> {
  const started = await startLocalStack({ mayInstall });
  describe(name, () => {
    let benches: OpenBenches;
    beforeAll(async () => {
      benches = await openBenches(started);
    }, 120_000);
    afterAll(() => benches.close());
    if (!started.ok) testNotRun(`Step Functions in the table of runtimes: ${started.reason}`);

    test('a workflow ends, works and goes the same way on each, or is refused with a reason', { timeout: timeoutMs }, async () => {
      const rows = await fillTable(await readTrials(), { ...benches, isSent });
      process.stdout.write(prints === 'table' ? `${printTable(rows)}\n` : RUNTIMES.map((runtime) => `runtimes ${sumOf(rows, runtime)}\n`).join(''));
      const different = rows.flatMap(({ id, cells }) => RUNTIMES.flatMap((runtime) => (cells[runtime].kind === 'different' ? [{ id, runtime, ...cells[runtime] }] : [])));
      expect(different).toEqual([]);
      expect(rows.length).toBeGreaterThan(60);
      check?.(rows, started.ok);
    });
  });
}
