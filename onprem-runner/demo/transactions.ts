import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import { SCANNED_BYTES_MIN } from './scan/spellings.ts';

/** One line of the sample file. */
export interface Transaction {
  readonly line: number;
  readonly input: JsonObject;
}

/** Transactions from NDJSON; empty lines are passed over. Errors: `UWF-6007` with the number of the first line that is none. */
export function parseTransactions(file: string, text: string): readonly Transaction[] {
  const lines = text.replace(/^\ufeff/u, '').split(/\r?\n/u);
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, input: parseLine(file, line, index + 1) }]));
}

function parseLine(file: string, line: string, number: number): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new CommandError('UWF-6007', `${file}, line ${number}: not JSON`, cause);
  }
  if (!isJsonObject(value)) throw new CommandError('UWF-6007', `${file}, line ${number}: not a JSON object`);
  return value;
}

/** The different texts of scannable length at the given paths of some inputs: what must not be found in the cloud. */
export function valuesAt(inputs: readonly JsonObject[], paths: readonly (readonly string[])[]): readonly string[] {
  const texts = inputs.flatMap((input) => paths.flatMap((path) => textsAt(input, path)));
  return [...new Set(texts)].filter((text) => Buffer.byteLength(text, 'utf8') >= SCANNED_BYTES_MIN);
}

function textsAt(value: JsonValue | undefined, path: readonly string[]): readonly string[] {
  const [name, ...rest] = path;
  if (value === undefined || value === null) return [];
  if (name === undefined) return scalarsIn(value);
  if (name === '*') return Array.isArray(value) ? value.flatMap((item: JsonValue) => textsAt(item, rest)) : [];
  return isJsonObject(value) && Object.hasOwn(value, name) ? textsAt(value[name], rest) : [];
}

function scalarsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap((child: JsonValue) => scalarsIn(child));
  return value === null ? [] : [String(value)];
}
