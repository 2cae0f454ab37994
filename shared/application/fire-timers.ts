import type { DueTimer } from '#shared/ports/execution-store.ts';
import { fireTimer, type AdvancePorts } from './advance-execution.ts';
import { failureFields } from './failure-code.ts';

/** Timers fired at once. */
export const DUE_TIMERS_MAX_DEFAULT = 100;

async function fireInOrder(ports: AdvancePorts, timers: readonly DueTimer[]): Promise<number> {
  let fired = 0;
  for (const { executionId, timerId } of timers) {
    try {
      await fireTimer(ports, { executionId, timerId });
      fired += 1;
    } catch (thrown) {
      // The timer's row is still there: it comes again with the next call, and the others must not wait for it.
      ports.logger.warn('timer-postponed', { executionId, timerId, ...failureFields(thrown) });
    }
  }
  return fired;
}

function byExecution(timers: readonly DueTimer[]): ReadonlyMap<string, readonly DueTimer[]> {
  const groups = new Map<string, DueTimer[]>();
  for (const timer of timers) {
    const group = groups.get(timer.executionId) ?? [];
    groups.set(timer.executionId, group);
    group.push(timer);
  }
  return groups;
}

/** Fires the timers that are due, those of one execution in the order of their times. Returns how many fired. Errors: `UWF-5001`. */
export async function fireTimers(ports: AdvancePorts, options: { readonly max?: number } = {}): Promise<number> {
  const timers = await ports.executionStore.dueTimers({ now: ports.clock.now(), max: options.max ?? DUE_TIMERS_MAX_DEFAULT });
  const fired = await Promise.all([...byExecution(timers).values()].map((group) => fireInOrder(ports, group)));
  return fired.reduce((sum, count) => sum + count, 0);
}
