import { Cron } from 'croner';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CronCalendar } from '#shared/ports/cron-calendar.ts';

/** Cron expressions read by croner. Nothing is ever started by it: it is asked for times only. */
export function createCronCalendar(): CronCalendar {
  return {
    next: ({ cron, timeZone, after }) => asking(() => read(cron, timeZone).nextRun(new Date(after))),
    latest: ({ cron, timeZone, at }) => asking(() => read(cron, timeZone).previousRuns(1, new Date(at + 1))[0]),
  };
}

/** Five fields only; day of month and day of week are a union when both are restricted, as in every crontab. */
function read(cron: string, timezone: string): Cron {
  return new Cron(cron, { timezone, mode: '5-part', domAndDow: false, paused: true });
}

/** The driver's messages quote the expression. */
function asking(ask: () => Date | null | undefined): number | undefined {
  try {
    return ask()?.getTime();
  } catch {
    throw new UwfError('UWF-5000', 'a schedule has a cron expression or a time zone that is not valid');
  }
}
