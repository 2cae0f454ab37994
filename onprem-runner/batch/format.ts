import { BATCH_INPUT_DEPTH_MAX } from '#shared/core/batch/limits.ts';
import { parseCsvRecord, type CsvField } from '#shared/core/batch/csv-record.ts';
import { planColumns, type CsvColumn } from '#shared/core/batch/csv-columns.ts';
import { parseJsonInput, toCsvInput, type LineFinding } from '#shared/core/batch/csv-input.ts';
import { BATCH_RECORD_BYTES_MAX } from '#shared/core/batch/limits.ts';
import type { RawRecord, RecordSplitter } from '#shared/core/batch/record.ts';
import { createArraySplitter } from '#shared/core/batch/split-array.ts';
import { createCsvSplitter } from '#shared/core/batch/split-csv.ts';
import { createLineSplitter } from '#shared/core/batch/split-lines.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { fail, type Result } from '#shared/core/kernel/result.ts';

/** What a file of inputs is written in. */
export const BATCH_FORMATS = ['ndjson', 'csv', 'json'] as const;
export type BatchFormat = (typeof BATCH_FORMATS)[number];

/** What stands between two fields of CSV. */
export const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type DelimiterName = keyof typeof DELIMITERS;

/** The format that a file's name promises; undefined where its first byte has to tell. */
export function formatOfName(name: string): BatchFormat | undefined {
  if (/\.(?:csv|tsv)$/iu.test(name)) return 'csv';
  return /\.(?:ndjson|jsonl)$/iu.test(name) ? 'ndjson' : undefined;
}

const OPEN_ARRAY = 0x5b;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The format that the first bytes show: one array, or an object for each line. */
export function formatOfBytes(bytes: Uint8Array): BatchFormat {
  return bytes.find((byte) => !BLANKS.has(byte)) === OPEN_ARRAY ? 'json' : 'ndjson';
}

/** Cuts a file of the format into records. */
export function splitterOf(format: BatchFormat, delimiter: DelimiterName): RecordSplitter {
  if (format === 'csv') return createCsvSplitter(DELIMITERS[delimiter].charCodeAt(0));
  return format === 'json' ? createArraySplitter() : createLineSplitter();
}

/** Reads one record: the input that it stands for, or what is wrong with it. */
export type RecordReader = (record: RawRecord) => Result<JsonObject, readonly LineFinding[]>;

/** Reads records of JSON. */
export const readJsonRecord: RecordReader = (record) => {
  const text = textOf(record);
  return text.ok ? parseJsonInput(text.value, BATCH_INPUT_DEPTH_MAX) : text;
};

/** Reads records of CSV beneath a head. */
export function createCsvReader(columns: readonly CsvColumn[], delimiter: DelimiterName): RecordReader {
  return (record) => {
    const fields = fieldsOf(record, delimiter);
    return fields.ok ? toCsvInput(columns, fields.value) : fields;
  };
}

/** What the head of a CSV file means. The error lists what is wrong with it. */
export function readHead(record: RawRecord, delimiter: DelimiterName, schema: JsonObject | boolean): Result<readonly CsvColumn[], readonly string[]> {
  const fields = fieldsOf(record, delimiter);
  return fields.ok ? planColumns(fields.value, schema) : fail(fields.error.map(({ message }) => `the head ${message}`));
}

function fieldsOf(record: RawRecord, delimiter: DelimiterName): Result<readonly CsvField[], readonly LineFinding[]> {
  const text = textOf(record);
  if (!text.ok) return text;
  const fields = parseCsvRecord(text.value, DELIMITERS[delimiter]);
  return fields.ok ? fields : fail([{ pointer: '', message: `is not a record of CSV: ${fields.error}` }]);
}

function textOf({ bytes }: RawRecord): Result<string, readonly LineFinding[]> {
  if (bytes === undefined) return fail([{ pointer: '', message: `is longer than ${BATCH_RECORD_BYTES_MAX} bytes` }]);
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return fail([{ pointer: '', message: 'is not UTF-8 text' }]);
  }
}
