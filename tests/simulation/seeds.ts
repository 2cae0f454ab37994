import { readFileSync } from 'node:fs';
import type { SimulatedRun } from './sweep.ts';

/** Runs that are remembered: those that once failed, which are run always, and for each mutant some that catch it. */
export interface RememberedRuns {
  readonly failed: readonly SimulatedRun[];
  readonly mutants: { readonly [name: string]: readonly SimulatedRun[] };
}

export function readSeeds(): RememberedRuns {
  return JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as RememberedRuns;
}
