import { afterAll, describe, expect, test } from 'vitest';
import { startLocalStack } from '#tests/support/localstack.ts';
import { judgePrograms, type Verdict } from './judge.ts';
import type { JudgedProgram } from './programs.ts';
import { describeNotRun } from '#tests/support/not-run.ts';

export interface JudgeSuite {
  readonly name: string;
  readonly programs: readonly JudgedProgram[];
  readonly levels: readonly (0 | 1 | 2)[];
  readonly timeoutMs: number;
  /** Whether the judge may be installed for it. */
  readonly mayInstall: boolean;
  /** What else must hold of all verdicts. */
  readonly check?: (verdicts: readonly Verdict[]) => void;
}

/** Programs judged by LocalStack. Where that cannot be had it is reported by name as not run, and in CI as failed. */
export async function describeWithJudge({ name, programs, levels, timeoutMs, mayInstall, check }: JudgeSuite): Promise<void> {
  const started = await startLocalStack({ mayInstall });
  if (!started.ok) {
    describeNotRun(name, started.reason);
    return;
  }
  const { endpoint, stop } = started.value;
  describe(name, () => {
    afterAll(stop);

    test('programs end there as they end here, unless a known gap of the judge is the reason', { timeout: timeoutMs }, async () => {
      const verdicts = await judgePrograms(endpoint, programs, levels);
      const missed = verdicts.filter((verdict) => verdict.differences.length > 0);
      process.stdout.write(`judge ${verdicts.length - missed.length} of ${verdicts.length}\n${missed.map(({ id, gap }) => `  missed ${id}: ${gap ?? 'not explained'}\n`).join('')}`);
      expect(verdicts.length).toBeGreaterThan(0);
      expect(missed.filter(({ gap }) => gap === undefined)).toEqual([]);
      check?.(verdicts);
    });
  });
}
