import { expect, test } from 'vitest';
import { loadDriver } from '#shared/adapters/kafka/driver.ts';
import { findKafka } from '#tests/support/kafka/install.ts';
import { describeWithPostgres } from '#tests/support/postgres.ts';
import { judge, printVerdict } from './fault-table.ts';
import { openRig } from './rig.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { describeNotRun } from '../not-run.ts';

const SUITE_MS_MAX = 3_600_000;

/** Why the rig cannot be had on this machine. */
async function missing(): Promise<string | undefined> {
  const isBuilt = await loadDriver().then(() => true, () => false);
  if (!isBuilt) return 'node-rdkafka is not built';
  const found = await findKafka();
  if (!found.ok) return found.reason;
  return found.value.kind === 'apache' ? undefined : 'the stand-in cannot be killed and come again with its data';
}

/** The faults of a scenario on real parts: where they cannot be had this is reported by name as not run, and in CI as failed. */
export async function describeFaults(name: string, scenario: Scenario): Promise<void> {
  const reason = await missing();
  if (reason !== undefined) {
    describeNotRun(name, `no Kafka (${reason})`);
    return;
  }
  await describeWithPostgres(name, () => {
    test('nothing is lost, nothing is done twice, and most of what was started succeeds meanwhile', { timeout: SUITE_MS_MAX }, async () => {
      const rig = await openRig();
      let isKept = true;
      try {
        const verdict = judge(await runScenario(rig, scenario));
        const { calls, effects } = await rig.farSide.calls();
        isKept = verdict.violations.length > 0;
        process.stdout.write(`${printVerdict(verdict)}\nthe far side with keys was called ${String(calls)} times for ${String(effects)} effects\n`);
        expect(verdict.violations).toEqual([]);
        expect(verdict.during.started, 'operations that were started during the faults').toBeGreaterThan(0);
        expect(verdict.during.succeeded * 2, 'at least half of the operations succeed during the faults').toBeGreaterThanOrEqual(verdict.during.started);
      } finally {
        if (isKept) process.stdout.write(`kept to be looked into: ${rig.folder}\n`);
        await rig.close({ isKept });
      }
    });
  });
}
