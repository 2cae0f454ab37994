import { isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';

/** How a value is made coarse. `keep` leaves it as it is; `suppress` leaves nothing of it. */
export type Generalisation =
  | { readonly kind: 'keep' }
  | { readonly kind: 'suppress' }
  /** Numbers, into half-open ranges that begin at multiples of the width from `from`. */
  | { readonly kind: 'range'; readonly width: number; readonly from: number }
  /** Texts, to their first characters. */
  | { readonly kind: 'prefix'; readonly characters: number }
  /** Dates and times (RFC 3339), by the calendar that they are written in. */
  | { readonly kind: 'date'; readonly to: 'year' | 'quarter' | 'month' };

/** A value that is left of a field. */
export type CoarseValue = string | number | boolean | null;

/** Reads `suppress`, `{range: 1000}`, `{range: {width: 1000, from: 500}}`, `{prefix: 3}` or `{date: month}`; undefined for anything else. */
export function parseGeneralisation(value: JsonValue): Generalisation | undefined {
  if (value === 'keep' || value === 'suppress') return { kind: value };
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const { range, prefix, date } = value;
  if (range !== undefined) return parseRange(range);
  if (typeof prefix === 'number' && Number.isInteger(prefix) && prefix > 0) return { kind: 'prefix', characters: prefix };
  return date === 'year' || date === 'quarter' || date === 'month' ? { kind: 'date', to: date } : undefined;
}

function parseRange(range: JsonValue): Generalisation | undefined {
  const { width, from = 0 } = isJsonObject(range) ? range : { width: range };
  return typeof width === 'number' && width > 0 && typeof from === 'number' ? { kind: 'range', width, from } : undefined;
}

/** Makes a value coarse; what is not there is null. The error says what the value had to be, never what it is. */
export function generalise(how: Generalisation, value: JsonValue | undefined): Result<CoarseValue, string> {
  if (value === undefined || value === null || how.kind === 'suppress') return succeed(null);
  if (typeof value === 'object') return fail('must be a single value');
  if (how.kind === 'keep') return succeed(value);
  if (how.kind === 'range') return toRange(how, value);
  return how.kind === 'prefix' ? toPrefix(how, value) : toPeriod(how, value);
}

const NUMBER = /^-?\d{1,30}(?:\.\d{1,30})?$/;

function toRange({ width, from }: Generalisation & { readonly kind: 'range' }, value: string | number | boolean): Result<CoarseValue, string> {
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return fail('must be a number');
  const step = Math.floor((number - from) / width);
  return succeed(`${tidy(from + step * width)}..${tidy(from + (step + 1) * width)}`);
}

/** Without the noise of binary fractions: 0.30000000000000004 is 0.3. */
function tidy(number: number): string {
  return String(Number(number.toPrecision(12)));
}

function toPrefix({ characters }: Generalisation & { readonly kind: 'prefix' }, value: string | number | boolean): Result<CoarseValue, string> {
  if (typeof value === 'boolean') return fail('must be a text');
  return succeed(`${[...String(value)].slice(0, characters).join('')}*`);
}

const DATE = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[Tt ][\d:.,Zz+-]{1,40})?)?$/;
const MONTHS_OF_QUARTER = 3;

function toPeriod({ to }: Generalisation & { readonly kind: 'date' }, value: string | number | boolean): Result<CoarseValue, string> {
  const [, year = '', month = ''] = (typeof value === 'string' ? DATE.exec(value) : null) ?? [];
  const number = Number(month);
  if (year === '' || number < 1 || number > 12) return fail('must be a date');
  if (to === 'year') return succeed(year);
  return succeed(to === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(number / MONTHS_OF_QUARTER)}`);
}
