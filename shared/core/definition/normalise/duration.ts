import { diagnosticError } from '../../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { wrappedExpression } from '../expression-text.ts';
import { DURATION_DAYS_MAX } from '../limits.ts';
import type { DurationSpec, TimeoutSpec } from '../model.ts';
import { memberOf } from '../check/places.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { Reading } from './reading.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

const UNITS_MS = { days: DAY_MS, hours: HOUR_MS, minutes: MINUTE_MS, seconds: SECOND_MS, milliseconds: 1 } as const;

/** ISO 8601 duration as the DSL takes it; years and months are groups 1 and 2. */
const ISO = /^P(?=\d|T\d)(\d+(?:\.\d+)?Y)?(\d+(?:\.\d+)?M)?(\d+(?:\.\d+)?W)?(\d+(?:\.\d+)?D)?(?:T(?=\d)(\d+(?:\.\d+)?H)?(\d+(?:\.\d+)?M)?(\d+(?:\.\d+)?S)?)?$/u;

/** A duration as an object, in ISO 8601 without years and months, or as an expression. Parts of a millisecond are rounded up. */
export function readDuration(reading: Reading, value: JsonValue | undefined, pointer: string): DurationSpec | undefined {
  if (isJsonObject(value)) return toSpec(reading, millisecondsOf(value), pointer);
  if (typeof value !== 'string') return undefined;
  const text = wrappedExpression(value);
  if (text !== undefined) return { kind: 'expression', pointer, text };
  const iso = ISO.exec(value);
  if (iso === null) return undefined;
  if (iso[1] !== undefined || iso[2] !== undefined) {
    reading.findings.push(diagnosticError('UWF-1072', pointer, 'the duration has years or months, which have no fixed length'));
    return undefined;
  }
  return toSpec(reading, isoMilliseconds(iso), pointer);
}

function millisecondsOf(parts: JsonObject): number {
  return Object.entries(UNITS_MS).reduce((total, [unit, length]) => {
    const count = parts[unit];
    return total + (typeof count === 'number' ? count * length : 0);
  }, 0);
}

function isoMilliseconds(iso: readonly (string | undefined)[]): number {
  const lengths = [WEEK_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS];
  const exact = lengths.reduce((total, length, index) => total + Number.parseFloat(iso[index + 3] ?? '0') * length, 0);
  return Math.ceil(Math.round(exact * 1_000) / 1_000);
}

function toSpec(reading: Reading, value: number, pointer: string): DurationSpec | undefined {
  if (value <= DURATION_DAYS_MAX * DAY_MS) return { kind: 'milliseconds', pointer, value };
  reading.findings.push(diagnosticError('UWF-1073', pointer, `the duration is longer than ${DURATION_DAYS_MAX} days`));
  return undefined;
}

/** A timeout, or the name of one of `use.timeouts`. */
export function readTimeout(reading: Reading, value: JsonValue | undefined, pointer: string): TimeoutSpec | undefined {
  if (typeof value === 'string') return { kind: 'reference', name: value, pointer };
  const duration = readDuration(reading, memberOf(value, 'after'), appendPointer(pointer, 'after'));
  return duration === undefined ? undefined : { kind: 'after', duration };
}
