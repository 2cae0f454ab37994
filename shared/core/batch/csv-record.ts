import { fail, succeed, type Result } from '../kernel/result.ts';
import { BATCH_COLUMNS_MAX } from './limits.ts';

/** One field of a CSV record. Quoted and empty is the empty text; bare and empty is nothing. */
export interface CsvField {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * The fields of one CSV record (RFC 4180 §2.4–2.7), without the line feed behind it. Strict: a quote stands only around a whole field or doubled
 * inside of one, so that no two readers see different fields. The error is a sentence about the form, never about a value.
 */
export function parseCsvRecord(record: string, delimiter: string): Result<readonly CsvField[], string> {
  const text = record.endsWith('\r') ? record.slice(0, -1) : record;
  const fields: CsvField[] = [];
  let at = 0;
  for (;;) {
    if (fields.length >= BATCH_COLUMNS_MAX) return fail(`more than ${BATCH_COLUMNS_MAX} columns`);
    const read = text[at] === '"' ? readQuoted(text, at, delimiter) : readBare(text, at, delimiter);
    if (!read.ok) return read;
    fields.push(read.value.field);
    if (read.value.end >= text.length) return succeed(fields);
    at = read.value.end + 1;
  }
}

interface ReadField {
  readonly field: CsvField;
  /** Where the delimiter behind the field stands, or the end of the record. */
  readonly end: number;
}

function readBare(text: string, start: number, delimiter: string): Result<ReadField, string> {
  const found = text.indexOf(delimiter, start);
  const end = found < 0 ? text.length : found;
  const field = text.slice(start, end);
  if (field.includes('"')) return fail('a quote stands inside of a field that is not quoted');
  if (field.includes('\r')) return fail('a carriage return stands outside of quotes');
  return succeed({ field: { text: field, isQuoted: false }, end });
}

function readQuoted(text: string, start: number, delimiter: string): Result<ReadField, string> {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) return fail('a quoted field does not end');
  if (end + 1 < text.length && text[end + 1] !== delimiter) return fail('something stands between the end of a quoted field and the next one');
  return succeed({ field: { text: text.slice(start + 1, end).replaceAll('""', '"'), isQuoted: true }, end: end + 1 });
}
