import { createCsvSplitter } from '#shared/core/batch/split-csv.ts';
import { parseCsvRecord } from '#shared/core/batch/csv-record.ts';
import type { SplitOutcome } from '#shared/core/batch/record.ts';
import { createLineSplitter } from '#shared/core/batch/split-lines.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { FileDestination, FileSource } from './declaration.ts';

/** Turns bytes of a file into records, part by part. A record that cannot be read is undefined. */
export interface RecordReader {
  push(chunk: Uint8Array): readonly (JsonObject | undefined)[] | undefined;
  /** What remains. Here as there, undefined: nobody can tell any more where a record begins. */
  end(): readonly (JsonObject | undefined)[] | undefined;
}

/** Reads the records of a format; one that has none gives none. */
export function createRecordReader({ format, delimiter }: Pick<FileSource, 'format' | 'delimiter'>): RecordReader {
  if (format === 'bytes') return { push: () => [], end: () => [] };
  const splitter = format === 'csv' ? createCsvSplitter(delimiter.charCodeAt(0)) : createLineSplitter();
  const read = format === 'csv' ? csvReader(delimiter) : readJson;
  const recordsOf = ({ records, fault }: SplitOutcome): readonly (JsonObject | undefined)[] | undefined => {
    if (fault !== undefined) return undefined;
    return records.flatMap(({ bytes }) => {
      const record = bytes === undefined ? undefined : read(bytes);
      return record === 'head' ? [] : [record];
    });
  };
  return { push: (chunk) => recordsOf(splitter.push(chunk)), end: () => recordsOf(splitter.end()) };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function readJson(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(decode(bytes) ?? '');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The first record names the columns; every other one must have as many. */
function csvReader(delimiter: string): (bytes: Uint8Array) => JsonObject | 'head' | undefined {
  let head: readonly string[] | undefined;
  return (bytes) => {
    const text = decode(bytes);
    const fields = text === undefined ? undefined : parseCsvRecord(text, delimiter);
    if (fields === undefined || !fields.ok) return undefined;
    const texts = fields.value.map((field) => field.text);
    if (head === undefined) {
      head = texts;
      return 'head';
    }
    return texts.length === head.length ? Object.fromEntries(head.map((name, index) => [name, texts[index] ?? ''])) : undefined;
  };
}

/** Writes records in the form of a destination, each as one text with its end of line. */
export interface RecordWriter {
  readonly head: string;
  write(record: JsonObject): string;
}

export function createRecordWriter({ format, delimiter }: FileDestination, columns: readonly string[]): RecordWriter {
  if (format === 'ndjson') return { head: '', write: (record) => `${JSON.stringify(record)}\n` };
  const lineOf = (cells: readonly string[]): string => `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;
  return { head: lineOf(columns), write: (record) => lineOf(columns.map((column) => cellOf(record[column]))) };
}

function cellOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 4180 §2.6, §2.7. */
function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
