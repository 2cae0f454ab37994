import type { SubscriberState } from '#shared/core/events/subscriber.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Schedule } from '#shared/ports/schedule-store.ts';
import { checkRunInput } from '../check-run-input.ts';
import { derivedId } from '../derived-id.ts';
import { isRetryable } from '../failure-code.ts';
import type { SystemPorts } from '../system-ports.ts';

/** The execution of one slot of a schedule: whoever starts it, and however often, it is one. */
export function scheduledExecutionId({ digest }: Pick<SystemPorts, 'digest'>, scheduleId: string, slot: string): string {
  return derivedId(digest, 'schedule', scheduleId, slot);
}

/**
 * Starts what a schedule asks for, on behalf of who registered the definition. `refused`: it can never start so, and the log says why by
 * pointers; the schedule goes on. Idempotent by slot. Errors: `UWF-5001`.
 */
export async function startScheduled(ports: SystemPorts, request: { readonly schedule: Schedule; readonly slot: string; readonly input: JsonValue }): Promise<'started' | 'refused'> {
  const { schedule, slot, input } = request;
  const stored = await ports.definitionStore.findByRevision({ revision: schedule.revision });
  const refuse = (reason: string, pointers: readonly string[] = []): 'refused' => {
    ports.logger.warn('scheduled-run-refused', { scheduleId: schedule.id, revision: schedule.revision, reason, pointers });
    return 'refused';
  };
  if (stored === undefined) return refuse('definition-unknown');
  const principal = stored.registeredBy;
  const problems = checkRunInput(ports, { stored, input, principal });
  if (problems.length > 0) return refuse('input', problems.map(({ pointer }) => pointer));
  try {
    const { executionId, created } = await ports.runtime.start({ stored, input, principal, executionId: scheduledExecutionId(ports, schedule.id, slot) });
    if (created) ports.logger.info('scheduled-run-started', { scheduleId: schedule.id, executionId, slot });
    return 'started';
  } catch (thrown) {
    if (!(thrown instanceof UwfError) || isRetryable(thrown)) throw thrown;
    return refuse(thrown.code);
  }
}

/** A subscriber is opened before its schedule is written down; within this time it may still come. */
const OPENING_MS = 60_000;

/**
 * Starts the executions of rounds of events. `orphaned`: the schedule is gone, or waits for other events by now, and whoever changed it died
 * before it could close the subscriber. Errors: `UWF-5001`, also while the schedule is not there yet.
 */
export async function startRounds(ports: SystemPorts, subscriberId: string, state: ScheduleSubscriber): Promise<'started' | 'orphaned'> {
  const stored = await ports.scheduleStore.load({ id: state.scheduleId });
  if (stored?.schedule.subscriberId !== subscriberId) {
    if (ports.clock.now() - state.openedAt < OPENING_MS) throw new UwfError('UWF-5001', 'the schedule is being registered');
    return 'orphaned';
  }
  for (const { number, input } of state.rounds.ready) await startScheduled(ports, { schedule: stored.schedule, slot: `on:${state.openedAt}:${number}`, input });
  return 'started';
}

type ScheduleSubscriber = Extract<SubscriberState, { kind: 'schedule' }>;
