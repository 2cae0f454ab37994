import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { placeLeaf, writeTree, type Tree } from '../kernel/tree.ts';
import type { CellType, CsvColumn } from './csv-columns.ts';
import type { CsvField } from './csv-record.ts';

/** What is wrong with one line: a place in the input and a reason, never a value. */
export interface LineFinding {
  readonly pointer: string;
  readonly message: string;
}

/** The input that a record of a CSV file stands for. Every cell that is not of its column's type is a finding. */
export function toCsvInput(columns: readonly CsvColumn[], fields: readonly CsvField[]): Result<JsonObject, readonly LineFinding[]> {
  if (fields.length !== columns.length) return fail([{ pointer: '', message: `has ${fields.length} fields, and the head has ${columns.length}` }]);
  const root: Tree<JsonValue> = new Map();
  const findings: LineFinding[] = [];
  for (const [index, column] of columns.entries()) {
    const value = cellValue(column, fields[index] ?? { text: '', isQuoted: false });
    if (!value.ok) findings.push({ pointer: column.pointer, message: value.error });
    else if (value.value !== undefined) placeLeaf(root, column.path, value.value);
  }
  return findings.length > 0 ? fail(findings) : succeed(writeTree(root));
}

function cellValue({ type, whenEmpty }: CsvColumn, { text, isQuoted }: CsvField): Result<JsonValue | undefined, string> {
  if (text === '' && !(isQuoted && type === 'string')) return succeed(whenEmpty === 'null' ? null : undefined);
  return READERS[type](text);
}

/** JSON's own grammar of numbers (RFC 8259 §6): `007`, `1,5` and `1e999` are no numbers that two readers agree on. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const READERS: { readonly [type in CellType]: (text: string) => Result<JsonValue, string> } = {
  string: succeed,
  number: readNumber,
  integer: (text) => {
    const number = readNumber(text);
    return number.ok && !Number.isSafeInteger(number.value) ? fail('must be a whole number of at most 15 digits') : number;
  },
  boolean: (text) => {
    const word = text.toLowerCase();
    return word === 'true' || word === 'false' ? succeed(word === 'true') : fail('must be true or false');
  },
  json: (text) => {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null ? succeed(value) : fail('must be a JSON array or object');
  },
};

function readNumber(text: string): Result<number, string> {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? succeed(number) : fail('must be a number');
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a record of NDJSON or an item of an array is. The message of JSON.parse quotes what it read, so it goes no further. */
export function parseJsonInput(text: string, depthMax: number): Result<JsonObject, readonly LineFinding[]> {
  const value = parseJson(text);
  if (!isJsonObject(value)) return fail([{ pointer: '', message: value === undefined ? 'is not valid JSON' : 'is not a JSON object' }]);
  return isDeeperThan(value, depthMax) ? fail([{ pointer: '', message: `is nested deeper than ${depthMax} levels` }]) : succeed(value);
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner: JsonValue) => isDeeperThan(inner, levels - 1));
}
