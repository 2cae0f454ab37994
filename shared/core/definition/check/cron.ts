/** One of the five fields, in the words of a message. */
interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names that stand for numbers, from `from` on. */
  readonly names?: readonly string[];
}

const FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of the week', from: 0, to: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const satisfies readonly CronField[];

const MONTH_DAYS_MAX = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * What is wrong with a cron expression of five fields (POSIX crontab, with steps and names of months and weekdays); undefined when it is
 * right. Extensions that schedulers disagree on (seconds, years, `L`, `W`, `#`, `?`, `@daily`) are wrong here.
 */
export function cronProblem(text: string): string | undefined {
  const parts = text.trim().split(/\s+/u);
  if (parts.length !== FIELDS.length) return `the cron expression has ${text.trim() === '' ? 0 : parts.length} fields, but five are needed`;
  const values = FIELDS.map((field, index) => valuesOf(field, parts[index] ?? ''));
  const wrong = FIELDS.filter((_, index) => values[index] === undefined).map(({ name }) => name);
  if (wrong.length > 0) return `the cron expression has a field that is not valid: ${wrong.join(', ')}`;
  const [, , days = [], months = []] = values;
  return parts[4] !== '*' || canHappen(days, months) ? undefined : 'the cron expression names a day that none of its months has';
}

function canHappen(days: readonly number[], months: readonly number[]): boolean {
  return months.some((month) => days.some((day) => day <= (MONTH_DAYS_MAX[month - 1] ?? 0)));
}

/** The numbers that a field means; undefined when it is malformed. */
function valuesOf(field: CronField, text: string): readonly number[] | undefined {
  const lists = text.split(',').map((item) => valuesOfItem(field, item));
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** `*`, `n`, `a-b`, and the first and last of them with a step. */
function valuesOfItem(field: CronField, text: string): readonly number[] | undefined {
  const match = /^(?:(?<all>\*)|(?<first>\w{1,3})(?:-(?<last>\w{1,3}))?)(?:\/(?<step>\d{1,3}))?$/u.exec(text)?.groups;
  if (match === undefined) return undefined;
  const first = match['all'] === undefined ? numberOf(field, match['first'] ?? '') : field.from;
  const last = match['all'] === undefined ? numberOf(field, match['last'] ?? match['first'] ?? '') : field.to;
  const step = Number(match['step'] ?? 1);
  const isSingleStep = match['step'] !== undefined && match['all'] === undefined && match['last'] === undefined;
  if (first === undefined || last === undefined || first > last || step < 1 || step > field.to || isSingleStep) return undefined;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function numberOf(field: CronField, text: string): number | undefined {
  const position = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (position >= 0) return field.from + position;
  const value = /^\d{1,2}$/u.test(text) ? Number(text) : -1;
  return value >= field.from && value <= field.to ? value : undefined;
}
