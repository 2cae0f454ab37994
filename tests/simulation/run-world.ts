import { isAsleep, isEndedRow, type InboxRow } from '#shared/core/protocol/inbox-row.ts';
import { isOpenStep } from '#shared/core/protocol/step.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { Attempt } from './engine.ts';
import { FAULT_TICKS, type FaultPlan } from './faults.ts';
import { createWorld, type World, type WorldChanges } from './world.ts';

/** What one run came to. */
export interface Verdict {
  /** What must not be, by the name of the rule and the step. Empty: all is well. */
  readonly violations: readonly string[];
  readonly points: number;
  readonly ticks: number;
  /** How the engine was told that its steps ended. */
  readonly told: Readonly<Record<'done' | 'failed' | 'cancelled' | 'in_doubt', number>>;
}

/** Once the faults are over everything has to end within this time. */
const END_TICKS = 8_000;
/** What is still under way when all has ended gets so much time to do its harm. */
const AFTERMATH_TICKS = 300;
/** The end is looked for every so many operations. */
const LOOK_POINTS = 24;

/** Runs a world to its end and judges it. */
export async function runWorld(seed: string, plan: FaultPlan, changes: WorldChanges = {}): Promise<Verdict> {
  const world = createWorld(seed, plan, changes);
  const { scheduler } = world;
  let endedAt: number | undefined;
  let turn = 0;
  while (scheduler.now() < FAULT_TICKS + END_TICKS) {
    await world.step();
    turn += 1;
    if (turn % LOOK_POINTS !== 0 || scheduler.now() <= FAULT_TICKS) continue;
    if (!hasEnded(world)) endedAt = undefined;
    else if (scheduler.now() - (endedAt ??= scheduler.now()) > AFTERMATH_TICKS) break;
  }
  const tellings = world.engine.attempts.map(({ told }) => told);
  const count = (told: Attempt['told']): number => tellings.filter((one) => one === told).length;
  return {
    violations: await violationsOf(world),
    points: scheduler.points(),
    ticks: scheduler.now(),
    told: { done: count('done'), failed: count('failed'), cancelled: count('cancelled'), in_doubt: count('in_doubt') },
  };
}

function hasEnded({ engine, steps }: World): boolean {
  return engine.attempts.every(({ told }) => told !== undefined) && steps.rows().every(({ row }) => !isOpenStep(row));
}

/** No effect twice, `done` is one effect, `cancelled` and `failed` are none, nothing is stuck, and the engine is told one thing. */
async function violationsOf(world: World): Promise<readonly string[]> {
  const rin = await world.rin();
  const rows = new Map(world.inbox.rows().map(({ row }) => [row.key, row]));
  const steps = new Map(world.steps.rows().map(({ row }) => [row.key, row]));
  return world.engine.attempts.flatMap((attempt) => {
    const key = world.key(attempt);
    return [...effectViolations(world, attempt), ...endViolations(world, { attempt, row: rows.get(key), step: steps.get(key), rin })].map((rule) => `${rule} ${attempt.attemptId} ${attempt.effect}`);
  });
}

function effectsOf(world: World, attempt: Attempt): number {
  const key = world.key(attempt);
  return attempt.effect === 'local' ? world.inbox.localStatements().filter(({ values }) => values?.[0] === key).length : world.farSide.effects(key);
}

function effectViolations(world: World, attempt: Attempt): readonly string[] {
  const { told, effect } = attempt;
  const effects = effectsOf(world, attempt);
  // A local effect lies in the store that was restored: what the backup does not have did not happen.
  const isForgotten = effect === 'local' && world.faults.bankRestores > 0;
  return [
    ...(effects > 1 ? ['effect-twice'] : []),
    ...(told === 'done' && effects === 0 && !isForgotten ? ['done-without-effect'] : []),
    ...(told === 'cancelled' && effects > 0 ? ['cancelled-with-effect'] : []),
    ...(told === 'failed' && effects > 0 ? ['failed-with-effect'] : []),
    ...(told === 'in_doubt' && effect !== 'opaque' && world.faults.bankRestores === 0 ? ['needless-doubt'] : []),
  ];
}

function endViolations(world: World, found: { readonly attempt: Attempt; readonly row: InboxRow | undefined; readonly step: StepRow | undefined; readonly rin: number }): readonly string[] {
  const { attempt, row, step, rin } = found;
  const isRestored = world.faults.bankRestores + world.faults.cloudRestores > 0;
  const isOpenOnPrem = row !== undefined && !isEndedRow(row) && !isAsleep(row, { now: 0, rin });
  return [
    ...(attempt.told === undefined ? ['not-told'] : []),
    // A restore may forget a step whose end was told before: nobody waits for it.
    ...((step === undefined && attempt.told === undefined) || (step !== undefined && isOpenStep(step)) ? ['stuck-in-cloud'] : []),
    ...(isOpenOnPrem ? ['stuck-on-prem'] : []),
    ...(!isRestored && new Set(attempt.tellings).size > 1 ? ['told-two-things'] : []),
  ];
}
