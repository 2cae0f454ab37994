import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { PRIORITY_WEIGHT_MAX } from './limits.ts';
import { countsOf, PRIORITIES, sumOf, type PriorityCounts } from './priorities.ts';

/**
 * What fair share remembers between two turns: for each priority, how far its next start lies ahead of the common time (0 or more). Numbers only,
 * never older than one start of each priority, so a priority that had no work saves nothing up.
 */
export interface FairShareState {
  readonly ahead: PriorityCounts;
}

/** Nobody has had anything yet. */
export const FAIR_SHARE_START: FairShareState = { ahead: { critical: 0, high: 0, normal: 0, low: 0 } };

export interface FairShareRequest {
  /** Starts that are to be given out. */
  readonly free: number;
  /** Work that waits. */
  readonly waiting: PriorityCounts;
  /** Shares of the starts: whole numbers from 1. */
  readonly weights: PriorityCounts;
  readonly state: FairShareState;
}

/** Arithmetic in binary fractions is not exact: what is nearer than this counts as equal. */
const TOLERANCE = 1e-9;

/**
 * Gives out starts by weighted fair share (worst-case fair queueing with starts as the unit): of the priorities whose next start is due, the one
 * whose start would have to end first. While the same priorities have work, each has had its exact share to within one start after every single
 * one, so none starves, whatever the others do; what a priority does not use goes to the others by their shares. The more urgent one goes first
 * where two are equal. Pure: equal requests give equal answers. What was taken and then not there is to be handed back with {@link handBack}.
 */
export function takeFor(request: FairShareRequest): { readonly take: PriorityCounts; readonly state: FairShareState } {
  const { free, waiting, weights } = request;
  assert(PRIORITIES.every((priority) => Number.isInteger(weights[priority]) && weights[priority] >= 1 && weights[priority] <= PRIORITY_WEIGHT_MAX), 'weights are whole numbers from 1');
  const left = { ...countsOf((priority) => Math.max(0, Math.floor(waiting[priority]))) };
  const taken = { ...countsOf(() => 0) };
  let ahead = request.state.ahead;
  for (let starts = Math.min(Math.max(0, Math.floor(free)), sumOf(left)); starts > 0; starts -= 1) {
    const active = PRIORITIES.filter((priority) => left[priority] > 0);
    const chosen = choose(active, ahead, weights);
    left[chosen] -= 1;
    taken[chosen] += 1;
    ahead = advance({ ahead, chosen, active, weights });
  }
  return { take: taken, state: { ahead } };
}

/** Due is who does not lie ahead of the time; where nobody with work is due, time moves on to the next one. */
function choose(active: readonly TaskPriority[], ahead: PriorityCounts, weights: PriorityCounts): TaskPriority {
  const soonest = Math.min(...active.map((priority) => ahead[priority]));
  const due = active.filter((priority) => ahead[priority] <= Math.max(0, soonest) + TOLERANCE);
  const endOf = (priority: TaskPriority): number => ahead[priority] + 1 / weights[priority];
  const first = due.reduce<TaskPriority | undefined>((best, priority) => (best === undefined || endOf(priority) < endOf(best) - TOLERANCE ? priority : best), undefined);
  assert(first !== undefined, 'somebody with work is due');
  return first;
}

interface Advance {
  readonly ahead: PriorityCounts;
  readonly chosen: TaskPriority;
  readonly active: readonly TaskPriority[];
  readonly weights: PriorityCounts;
}

/** One start has been given: its priority's next one lies a share later, and time has gone on by one start of all who have work. */
function advance({ ahead, chosen, active, weights }: Advance): PriorityCounts {
  const soonest = Math.max(0, Math.min(...active.map((priority) => ahead[priority])));
  const passed = soonest + 1 / active.reduce((sum, priority) => sum + weights[priority], 0);
  // Who lies behind the time but has no work gets no credit for it; who has work keeps what it is owed.
  return countsOf((priority) => {
    const next = (priority === chosen ? ahead[priority] + 1 / weights[priority] : ahead[priority]) - passed;
    return active.includes(priority) ? next : Math.max(0, next);
  });
}

/** Puts starts back that were given out for work which was then not there: someone else had taken it. */
export function handBack(state: FairShareState, unused: PriorityCounts, weights: PriorityCounts): FairShareState {
  return { ahead: countsOf((priority) => (unused[priority] <= 0 ? state.ahead[priority] : Math.max(0, state.ahead[priority] - unused[priority] / weights[priority]))) };
}
