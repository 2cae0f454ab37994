import type { CompiledSchedule } from '#shared/core/compiler/model.ts';
import type { CronCalendar } from '#shared/ports/cron-calendar.ts';
import type { Schedule } from '#shared/ports/schedule-store.ts';

/** How schedules are kept. */
export interface ScheduleOptions {
  /** IANA name of the zone whose clock cron expressions are read by. */
  readonly timeZone?: string;
  /** Runs that are made up for after a downtime: one, the last that was missed, or none. Never a burst. */
  readonly catchUpRunsMax?: 0 | 1;
  /** How old a missed run may be to be made up for. */
  readonly catchUpWindowMs?: number;
}

/** A run that starts this late is not late. */
const PUNCTUAL_MS = 60_000;

/** Missed runs older than a day are not made up for, unless an operator says otherwise. */
export const CATCH_UP_WINDOW_MS_DEFAULT = 86_400_000;

/** What the times of a schedule are worked out with. */
export interface Clockwork {
  readonly calendar: CronCalendar;
  readonly timeZone: string;
  readonly now: number;
}

type Next = Schedule['next'];

/** A start that is due. `slot` names it among all of its schedule: the same slot is started once. */
export interface Firing {
  readonly kind: keyof Next;
  readonly slot: string;
  readonly at: number;
}

/** The times of a new plan, or of one that follows another: what has not changed goes on as it was. */
export function firstTimes(plan: CompiledSchedule, before: Schedule | undefined, { calendar, timeZone, now }: Clockwork): Next {
  const { everySeconds, cron, afterSeconds } = plan;
  const every = everySeconds === undefined ? undefined : everySeconds === before?.plan.everySeconds ? before.next.every : now + everySeconds * 1000;
  const next = cron === undefined ? undefined : cron === before?.plan.cron ? before.next.cron : calendar.next({ cron, timeZone, after: now });
  // Nothing has ended yet that the first execution could follow: it starts at once.
  const after = afterSeconds === undefined ? undefined : before?.plan.afterSeconds === undefined ? now : before.next.after;
  return present({ every, cron: next, after });
}

/**
 * What is due, and the times afterwards. Of several times that have passed, only the last is made up for; how late it may be is the policy's
 * to say.
 */
export function turnOf(schedule: Schedule, clockwork: Clockwork, options: ScheduleOptions): { readonly firings: readonly Firing[]; readonly next: Next; readonly missed: number } {
  const { calendar, timeZone, now } = clockwork;
  const { plan, next } = schedule;
  const isWanted = (at: number): boolean => {
    const age = now - at;
    if (age <= PUNCTUAL_MS) return true;
    return (options.catchUpRunsMax ?? 1) > 0 && age <= (options.catchUpWindowMs ?? CATCH_UP_WINDOW_MS_DEFAULT);
  };
  const passed: Firing[] = [];
  let { every, cron, after } = next;
  if (every !== undefined && plan.everySeconds !== undefined && every <= now) {
    const step = plan.everySeconds * 1000;
    const last = every + Math.floor((now - every) / step) * step;
    passed.push({ kind: 'every', slot: `every:${last}`, at: last });
    every = last + step;
  }
  if (cron !== undefined && plan.cron !== undefined && cron <= now) {
    const last = calendar.latest({ cron: plan.cron, timeZone, at: now }) ?? cron;
    passed.push({ kind: 'cron', slot: `cron:${Math.max(last, cron)}`, at: Math.max(last, cron) });
    cron = calendar.next({ cron: plan.cron, timeZone, after: now });
  }
  const isAfterDue = after !== undefined && after <= now;
  if (after !== undefined && isAfterDue) passed.push({ kind: 'after', slot: `after:${schedule.since}:${schedule.afterRuns + 1}`, at: now });
  if (isAfterDue) after = undefined;
  const firings = passed.filter(({ at }) => isWanted(at));
  return { firings, next: present({ every, cron, after }), missed: passed.length - firings.length };
}

/** The next time at which a schedule has to be looked at; undefined: none is known. */
export function dueAtOf(next: Next): { readonly dueAt?: number } {
  const times = [next.every, next.cron, next.after].filter((time) => time !== undefined);
  return times.length === 0 ? {} : { dueAt: Math.min(...times) };
}

function present({ every, cron, after }: { readonly every: number | undefined; readonly cron: number | undefined; readonly after: number | undefined }): Next {
  return { ...(every === undefined ? {} : { every }), ...(cron === undefined ? {} : { cron }), ...(after === undefined ? {} : { after }) };
}
