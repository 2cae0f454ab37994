import type { FieldReader } from './field-reader.ts';

/** How `schedule` of workflows is kept; what is absent is the engine's default. */
export interface ScheduleSettings {
  /** IANA name of the zone whose clock cron expressions are read by. */
  readonly timeZone?: string;
  /** Runs that are made up for after a downtime: the last that was missed, or none. */
  readonly catchUpRunsMax?: 0 | 1;
  /** How old a missed run may be to be made up for. */
  readonly catchUpWindowMs?: number;
}

const TIME_ZONE = { form: /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, expected: 'the IANA name of a time zone' } as const;
const WINDOW = { form: /^P(?=\d|T\d)(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,5}H)?(?:\d{1,6}M)?(?:\d{1,7}S)?)?$/, expected: 'an ISO 8601 duration of days, hours, minutes and seconds' } as const;
const MS_PER_UNIT = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;

/** Reads `schedules` of `uwf.config.yaml`. */
export function readSchedules(reader: FieldReader): ScheduleSettings {
  const timeZone = reader.text('timeZone', TIME_ZONE);
  if (timeZone !== undefined && !isTimeZone(timeZone)) reader.report('timeZone', TIME_ZONE.expected);
  const catchUpRunsMax = reader.choice('catchUpRunsMax', [0, 1]);
  const window = reader.text('catchUpWindow', WINDOW);
  reader.refuseOthers();
  return {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(catchUpRunsMax === undefined ? {} : { catchUpRunsMax }),
    ...(window === undefined ? {} : { catchUpWindowMs: millisecondsOf(window) }),
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function millisecondsOf(duration: string): number {
  const parts = Object.entries(MS_PER_UNIT).map(([unit, ms]) => Number(new RegExp(`(\\d+)${unit}`).exec(duration)?.[1] ?? 0) * ms);
  return parts.reduce((sum, part) => sum + part, 0);
}
