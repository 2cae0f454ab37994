import { crashAt } from './faults.ts';
import { runWorld } from './run-world.ts';
import type { Fate } from './scheduler.ts';
import { print } from './sweep.ts';

/** How a single operation can go wrong: the process ends before it or behind it, or it is told as failed before or behind it. */
const FATES = ['crash', 'lost', 'error', 'late-error'] as const satisfies readonly Fate[];

/** One fault at each I/O point of runs that are otherwise without any. Gives the points and the runs that broke a rule. */
export async function failAtEveryPoint(seeds: readonly string[]): Promise<{ readonly runs: number; readonly violating: readonly string[]; readonly undone: readonly string[] }> {
  const began = performance.now();
  const violating: string[] = [];
  const undone: string[] = [];
  let runs = 0;
  for (const seed of seeds) {
    const { points } = await runWorld(seed, crashAt(Number.POSITIVE_INFINITY, 'well'));
    for (let point = 0; point < points; point += 1) {
      for (const fate of FATES) {
        const { violations, told } = await runWorld(seed, crashAt(point, fate));
        runs += 1;
        if (violations.length > 0) violating.push(`${seed} ${fate} at ${String(point)}: ${violations.join(', ')}`);
        if (told.done < 2) undone.push(`${seed} ${fate} at ${String(point)}`);
      }
    }
  }
  print(`one fault at every I/O point: ${String(runs)} runs, ${String(violating.length)} violations, ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  for (const run of violating) print(`VIOLATION ${run}`);
  return { runs, violating, undone };
}
