const FULL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/u;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/u;

const DAY_MS = 86_400_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * True when a release may no longer happen. `expires` is an RFC 3339 date-time, or a full-date, which lasts to the end of that day in UTC.
 * A text that is neither counts as expired: what cannot be read allows nothing.
 */
export function isExpired(expires: string, now: number): boolean {
  const end = endOf(expires);
  return end === undefined || now > end;
}

/** Last instant, in epoch milliseconds, at which the text still allows something; undefined when it is not a date of RFC 3339 §5.6. */
export function endOf(expires: string): number | undefined {
  const date = FULL_DATE.exec(expires);
  if (date !== null) return addMilliseconds(midnightOf(date), DAY_MS - 1);
  const time = DATE_TIME.exec(expires);
  if (time === null) return undefined;
  const [, , , , hour, minute, second, fraction, sign, offsetHour, offsetMinute] = time;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return undefined;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60_000 * (sign === '-' ? -1 : 1);
  const sinceMidnight = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1_000 + Math.floor(Number(`0.${fraction ?? '0'}`) * 1_000);
  return addMilliseconds(midnightOf(time), sinceMidnight - offset);
}

function addMilliseconds(time: number | undefined, milliseconds: number): number | undefined {
  return time === undefined ? undefined : time + milliseconds;
}

/** Midnight in UTC of the date in the first three groups; the core has no clock and no calendar of the platform. */
function midnightOf(groups: readonly (string | undefined)[]): number | undefined {
  const [year, month, day] = groups.slice(1, 4).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return daysSinceEpoch(year, month, day) * DAY_MS;
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March, so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const marchMonth = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + Math.floor((153 * marchMonth + 2) / 5) + day - 1 - 719_468;
}
