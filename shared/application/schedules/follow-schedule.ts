import type { CompiledProgram, CompiledSchedule } from '#shared/core/compiler/model.ts';
import { formatReference } from '#shared/core/definition/identity.ts';
import { openRounds } from '#shared/core/events/rounds.ts';
import { topicsOf } from '#shared/core/events/topics.ts';
import { diagnosticWarning, type Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Schedule, StoredSchedule } from '#shared/ports/schedule-store.ts';
import { derivedId } from '../derived-id.ts';
import type { SystemPorts } from '../system-ports.ts';
import type { ScheduleFollower } from './schedule-follower.ts';
import { dueAtOf, firstTimes, type ScheduleOptions } from './times.ts';

/** How often a schedule is worked out anew because another process changed it in between. */
const SAVE_ATTEMPTS_MAX = 16;

type FollowPorts = Pick<SystemPorts, 'clock' | 'calendar' | 'digest' | 'definitionStore' | 'scheduleStore' | 'eventBus'> & Partial<Pick<SystemPorts, 'news'>>;

/** A follower for the ports of one process. */
export function createScheduleFollower(ports: FollowPorts, options: ScheduleOptions = {}): ScheduleFollower {
  return {
    follow: async (stored) => {
      await followNewest(ports, stored.identity, options);
      return scheduleFindings(stored.program);
    },
    followAll: async () => {
      const seen = new Set<string>();
      for (const { identity, program } of await ports.definitionStore.list()) {
        const id = scheduleIdOf(identity);
        if (!seen.has(id) && program.schedule !== undefined) await followNewest(ports, identity, options);
        seen.add(id);
      }
    },
  };
}

/** One schedule for all versions of a workflow. */
export function scheduleIdOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return formatReference({ namespace, name });
}

/** Makes the schedule of a workflow what its newest version says. Idempotent. */
export async function followNewest(ports: FollowPorts, workflow: { readonly namespace: string; readonly name: string }, options: ScheduleOptions = {}): Promise<void> {
  const { namespace, name } = workflow;
  for (let attempt = 0; attempt < SAVE_ATTEMPTS_MAX; attempt += 1) {
    const newest = await ports.definitionStore.find({ namespace, name });
    const existing = await ports.scheduleStore.load({ id: scheduleIdOf(workflow) });
    if (newest?.revision === existing?.schedule.revision) return;
    const plan = newest?.program.schedule;
    if (newest === undefined || plan === undefined) {
      if (existing === undefined || (await remove(ports, existing))) return;
    } else if (await replace(ports, { newest, plan, existing, timeZone: options.timeZone ?? 'UTC' })) {
      return;
    }
  }
  throw new UwfError('UWF-5001', 'the schedule is changed by others all the time');
}

async function remove(ports: FollowPorts, { schedule, version }: StoredSchedule): Promise<boolean> {
  if (!(await ports.scheduleStore.remove({ id: schedule.id, version }))) return false;
  if (schedule.subscriberId !== undefined) await ports.eventBus.close({ id: schedule.subscriberId });
  return true;
}

interface Replacement {
  readonly newest: StoredDefinition;
  readonly plan: CompiledSchedule;
  readonly existing: StoredSchedule | undefined;
  readonly timeZone: string;
}

/** Opens the new subscriber before the old one is closed, so that no event falls in between. */
async function replace(ports: FollowPorts, { newest, plan, existing, timeZone }: Replacement): Promise<boolean> {
  const { identity, revision } = newest;
  const before = existing?.schedule;
  const id = scheduleIdOf(identity);
  const next = firstTimes(plan, before, { calendar: ports.calendar, timeZone, now: ports.clock.now() });
  const subscriberId = plan.on === undefined ? undefined : await openSubscriber(ports, { id, on: plan.on, read: plan.read });
  const schedule: Schedule = { id, definition: identity, revision, plan, next, since: before?.since ?? ports.clock.now(), afterRuns: before?.afterRuns ?? 0, ...(subscriberId === undefined ? {} : { subscriberId }) };
  if (!(await ports.scheduleStore.save({ schedule, version: existing?.version ?? 0, ...dueAtOf(next) }))) return false;
  if (before?.subscriberId !== undefined && before.subscriberId !== subscriberId) await ports.eventBus.close({ id: before.subscriberId });
  ports.news?.notify();
  return true;
}

async function openSubscriber(ports: FollowPorts, plan: { readonly id: string; readonly on: JsonObject; readonly read: CompiledSchedule['read'] }): Promise<string> {
  const { id: scheduleId, on, read } = plan;
  const id = `schedule:${derivedId(ports.digest, scheduleId, JSON.stringify([on, read]))}`;
  const now = ports.clock.now();
  const rounds = openRounds({ strategy: on, read, variables: {} });
  await ports.eventBus.open({ id, topics: topicsOf(on), since: now, state: { kind: 'schedule', scheduleId, openedAt: now, rounds } });
  return id;
}

/** A schedule has only an empty object to give, or the array of its events. */
export function scheduleFindings({ schedule, inputSchema }: Pick<CompiledProgram, 'schedule' | 'inputSchema'>): readonly Diagnostic[] {
  if (schedule === undefined) return [];
  const isTimed = schedule.everySeconds !== undefined || schedule.cron !== undefined || schedule.afterSeconds !== undefined;
  const wanting = isTimed && !takesNothing(inputSchema) ? 'The schedule starts executions with an empty object, which the input schema refuses.' : undefined;
  const other = schedule.on !== undefined && !takesType(inputSchema, 'array') ? 'The schedule starts executions with the array of its events, which the input schema refuses.' : undefined;
  return [wanting, other].flatMap((message) => (message === undefined ? [] : [diagnosticWarning('UWF-2068', '/schedule', message)]));
}

function takesNothing(schema: JsonObject | boolean): boolean {
  if (!takesType(schema, 'object')) return false;
  const required = isJsonObject(schema) ? schema['required'] : undefined;
  return !isJsonArray(required) || required.length === 0;
}

function takesType(schema: JsonObject | boolean, name: string): boolean {
  if (!isJsonObject(schema)) return schema;
  const { type } = schema;
  return type === undefined || type === name || (isJsonArray(type) && type.includes(name));
}
