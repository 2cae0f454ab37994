import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Watch } from '#shared/ports/ended-executions.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import type { AttemptReference } from '#shared/ports/task-completion.ts';
import { failureFields } from './failure-code.ts';
import { answerForChild, cancelChild } from './run-workflow.ts';
import { scheduleAfter } from './schedules/fire-schedules.ts';
import type { SystemPorts } from './system-ports.ts';

/** Watches taken at once. */
export const TELL_WATCHES_MAX_DEFAULT = 64;

/** After this time a watch whose process died, or whose owner could not be told, is taken again. */
export const TELL_LEASE_MS_DEFAULT = 2_000;

/**
 * Tells those who watch executions that these have ended: who waits for a workflow that it runs, schedules, and subscribers that nobody needs
 * any more. A watch is settled after that, so nothing is lost; each of them takes being told twice. Returns how many were told. Errors: `UWF-5001`.
 */
export async function tellEnded(ports: SystemPorts, options: { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = TELL_WATCHES_MAX_DEFAULT, leaseMs = TELL_LEASE_MS_DEFAULT } = options;
  const watches = await ports.endedExecutions.claim({ now: ports.clock.now(), leaseMs, max });
  const told = await Promise.all(watches.map((watch) => tellOrPostpone(ports, watch)));
  const ids = watches.filter((_watch, index) => told[index] === true).map(({ id }) => id);
  if (ids.length > 0) await ports.endedExecutions.settle({ ids });
  return watches.length;
}

async function tellOrPostpone(ports: SystemPorts, watch: Watch): Promise<boolean> {
  try {
    return await tell(ports, watch);
  } catch (thrown) {
    ports.logger.warn('ended-postponed', { executionId: watch.executionId, ...failureFields(thrown) });
    return false;
  }
}

async function tell(ports: SystemPorts, { executionId, purpose }: Watch): Promise<boolean> {
  if (purpose['kind'] === 'subscribers') {
    await ports.eventBus.closeOf({ executionId });
    return true;
  }
  if (purpose['kind'] === 'parent') {
    await cancelChild(ports, { attemptId: textOf(purpose['attemptId']) });
    return true;
  }
  const ended = (await ports.runtime.load({ executionId }))?.record;
  if (ended === undefined) return true;
  if (purpose['kind'] === 'child') await answerForChild(ports, { child: ended, attempt: attemptOf(purpose) });
  return purpose['kind'] !== 'schedule' || (await tellSchedule(ports, ended, purpose)) === 'done';
}

async function tellSchedule(ports: SystemPorts, { endedAt, updatedAt }: ExecutionRecord, purpose: Watch['purpose']): Promise<'done' | 'later'> {
  const { scheduleId, since, run } = purpose;
  return scheduleAfter(ports, { scheduleId: textOf(scheduleId), since: numberOf(since), run: numberOf(run), at: endedAt ?? updatedAt });
}

function attemptOf({ executionId, attemptId, token }: Watch['purpose']): AttemptReference {
  return { executionId: textOf(executionId), attemptId: textOf(attemptId), ...(typeof token === 'string' ? { token } : {}) };
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
