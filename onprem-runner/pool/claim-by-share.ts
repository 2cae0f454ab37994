import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import { countsOf, PRIORITIES, sumOf, type PriorityCounts } from './priorities.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Claims of one turn: enough to learn which priorities have no work, and to pass over what finds no room. */
const ROUNDS_MAX = 8;

export interface ClaimByShare<Work> {
  readonly pool: Pick<WorkerPool, 'plan' | 'returnUnused'>;
  /** Claims at most so many of each priority. */
  readonly claim: (take: PriorityCounts) => Promise<readonly Work[]>;
  /** Offers one of them to the pool, or gives it back. */
  readonly begin: (work: Work) => Promise<void> | void;
}

/**
 * Claims by fair share until no hand is free or no work is left. How much of each priority waits is not asked, which would cost a query each time, but
 * learnt: a priority that gave less than was planned for it has no more, and its share goes to the others in the next round of the same turn. True when
 * there may be more right away.
 */
export async function claimByShare<Work extends { readonly priority: TaskPriority }>({ pool, claim, begin }: ClaimByShare<Work>): Promise<boolean> {
  const waiting = { ...countsOf(() => Number.MAX_SAFE_INTEGER) };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const plan = pool.plan(waiting);
    if (sumOf(plan) === 0) return false;
    const claimed = await claim(plan);
    const unused = countsOf((priority) => plan[priority] - claimed.filter((work) => work.priority === priority).length);
    pool.returnUnused(unused);
    for (const priority of PRIORITIES) if (unused[priority] > 0) waiting[priority] = 0;
    for (const work of claimed) await begin(work);
  }
  return true;
}
