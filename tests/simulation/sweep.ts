import { randomFaults } from './faults.ts';
import { runWorld, type Verdict } from './run-world.ts';
import type { WorldChanges } from './world.ts';

/** One run that can be had again: everything in it follows from this. */
export interface SimulatedRun {
  readonly seed: string;
  /** Restores of either store, at most. */
  readonly restores: number;
  readonly weather: 'usual' | 'stormy';
}

/** Many runs in a row. */
export interface Sweep extends Omit<SimulatedRun, 'seed'> {
  readonly seeds: number;
  /** Seeds are `<name>-<number>`. */
  readonly name: string;
}

/** What a sweep came to. */
export interface SweepOutcome {
  /** Runs that broke a rule, with the rules that they broke. */
  readonly violating: readonly (SimulatedRun & { readonly violations: readonly string[] })[];
  readonly told: Verdict['told'];
  readonly points: number;
}

export function runOne({ seed, restores, weather }: SimulatedRun, changes: WorldChanges = {}): Promise<Verdict> {
  return runWorld(seed, randomFaults(restores, weather), changes);
}

/** Runs one seed after the other, and says on the output what came of it. */
export async function sweep({ seeds, name, restores, weather }: Sweep): Promise<SweepOutcome> {
  const began = performance.now();
  const told = { done: 0, failed: 0, cancelled: 0, in_doubt: 0 };
  const violating: (SimulatedRun & { readonly violations: readonly string[] })[] = [];
  let points = 0;
  for (let number = 0; number < seeds; number += 1) {
    const run: SimulatedRun = { seed: `${name}-${String(number)}`, restores, weather };
    const verdict = await runOne(run);
    points += verdict.points;
    for (const end of ['done', 'failed', 'cancelled', 'in_doubt'] as const) told[end] += verdict.told[end];
    if (verdict.violations.length > 0) violating.push({ ...run, violations: verdict.violations });
  }
  const seconds = (performance.now() - began) / 1_000;
  print(`${name}: ${String(seeds)} seeds, restores ≤ ${String(restores)}, ${weather}: ${String(violating.length)} violations, ${String(points)} I/O points, ${JSON.stringify(told)}, ${seconds.toFixed(1)} s, ${(seeds / seconds).toFixed(0)} seeds/s`);
  for (const run of violating) print(`VIOLATION ${JSON.stringify(run)}`);
  return { violating, told, points };
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
