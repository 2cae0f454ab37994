import type { RawRecord } from '#shared/core/batch/record.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import { createCsvReader, readHead, readJsonRecord, type DelimiterName, type RecordReader } from './format.ts';
import type { BatchRecords } from './source.ts';

/** The records of a batch, and how one is read. */
export interface BatchInputs {
  readonly records: AsyncGenerator<RawRecord, void, undefined>;
  readonly read: RecordReader;
}

export interface InputsRequest {
  readonly name: string;
  readonly file: BatchRecords;
  readonly delimiter: DelimiterName;
  /** Of the workflow's input: it says what the columns of a CSV file are. */
  readonly schema: JsonObject | boolean;
}

/** Takes the head off a CSV file; other files have none. Errors: `UWF-6007` with everything that is wrong with the head. */
export async function openInputs({ name, file, delimiter, schema }: InputsRequest): Promise<BatchInputs> {
  const { format, records } = file;
  if (format !== 'csv') return { records, read: readJsonRecord };
  const first = await records.next();
  if (first.done === true) return { records, read: readJsonRecord };
  const columns = readHead(first.value, delimiter, schema);
  if (!columns.ok) throw new CommandError('UWF-6007', `${name}, line ${first.value.line}\n${columns.error.join('\n')}`);
  return { records: withoutHead(records), read: createCsvReader(columns.value, delimiter) };
}

async function* withoutHead(records: AsyncGenerator<RawRecord, void, undefined>): AsyncGenerator<RawRecord, void, undefined> {
  for await (const record of records) yield { ...record, item: record.item - 1 };
}
