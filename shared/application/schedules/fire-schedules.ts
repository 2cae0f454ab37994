import type { Schedule, StoredSchedule } from '#shared/ports/schedule-store.ts';
import { failureFields } from '../failure-code.ts';
import type { SystemPorts } from '../system-ports.ts';
import { followNewest } from './follow-schedule.ts';
import { scheduledExecutionId, startScheduled } from './start-scheduled.ts';
import { dueAtOf, turnOf, type Firing, type ScheduleOptions } from './times.ts';

/** Schedules fired at once. */
export const FIRE_SCHEDULES_MAX_DEFAULT = 32;

/** After this time a schedule whose process died is fired by another. */
export const FIRE_LEASE_MS_DEFAULT = 10_000;

/**
 * Starts what is due. Each time of a schedule is one execution, whoever fires it: the execution is started first, under an id that the time
 * decides, and then the next time is written down. Returns how many schedules were looked at. Errors: `UWF-5001`.
 */
export async function fireSchedules(ports: SystemPorts, options: ScheduleOptions & { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = FIRE_SCHEDULES_MAX_DEFAULT, leaseMs = FIRE_LEASE_MS_DEFAULT } = options;
  const due = await ports.scheduleStore.due({ now: ports.clock.now(), leaseMs, max });
  for (const stored of due) {
    try {
      await fire(ports, stored, options);
    } catch (thrown) {
      ports.logger.warn('schedule-postponed', { scheduleId: stored.schedule.id, ...failureFields(thrown) });
    }
  }
  return due.length;
}

async function fire(ports: SystemPorts, { schedule, version }: StoredSchedule, options: ScheduleOptions): Promise<void> {
  const { namespace, name } = schedule.definition;
  const newest = await ports.definitionStore.find({ namespace, name });
  // Another version was registered by a process that could not say so: its plan counts, from now on.
  if (newest?.revision !== schedule.revision) return followNewest(ports, schedule.definition, options);
  const now = ports.clock.now();
  const { firings, next, missed } = turnOf(schedule, { calendar: ports.calendar, timeZone: options.timeZone ?? 'UTC', now }, options);
  if (missed > 0) ports.logger.warn('schedule-missed', { scheduleId: schedule.id, missed });
  let after: Schedule = { ...schedule, next };
  for (const firing of firings) after = await start(ports, after, firing);
  await ports.scheduleStore.save({ schedule: after, version, ...dueAtOf(after.next) });
}

async function start(ports: SystemPorts, schedule: Schedule, { kind, slot }: Firing): Promise<Schedule> {
  if (kind !== 'after') {
    await startScheduled(ports, { schedule, slot, input: {} });
    return schedule;
  }
  const run = schedule.afterRuns + 1;
  const watchId = `schedule:${schedule.id}:${slot}`;
  const executionId = scheduledExecutionId(ports, schedule.id, slot);
  await ports.endedExecutions.watch({ watch: { id: watchId, executionId, purpose: { kind: 'schedule', scheduleId: schedule.id, since: schedule.since, run } } });
  if ((await startScheduled(ports, { schedule, slot, input: {} })) === 'started') return { ...schedule, afterRuns: run };
  await ports.endedExecutions.settle({ ids: [watchId] });
  return { ...schedule, next: { ...schedule.next, after: ports.clock.now() + (schedule.plan.afterSeconds ?? 0) * 1000 } };
}

/**
 * An execution that `schedule.after` started has ended, well or not: the next one is due that long afterwards. `later`: the schedule is being
 * changed, ask again. Idempotent by the number of the run.
 */
export async function scheduleAfter(ports: Pick<SystemPorts, 'scheduleStore' | 'news'>, ended: { readonly scheduleId: string; readonly since: number; readonly run: number; readonly at: number }): Promise<'done' | 'later'> {
  const stored = await ports.scheduleStore.load({ id: ended.scheduleId });
  if (stored === undefined || stored.schedule.since !== ended.since) return 'done';
  const { schedule, version } = stored;
  // The start was committed before its number was written down.
  if (schedule.afterRuns < ended.run) return 'later';
  if (schedule.afterRuns > ended.run || schedule.plan.afterSeconds === undefined || schedule.next.after !== undefined) return 'done';
  const next = { ...schedule.next, after: ended.at + schedule.plan.afterSeconds * 1000 };
  if (!(await ports.scheduleStore.save({ schedule: { ...schedule, next }, version, ...dueAtOf(next) }))) return 'later';
  ports.news.notify();
  return 'done';
}
