import { appendPointer } from '#shared/core/kernel/json-pointer.ts';
import type { Fields } from '../fields.ts';
import type { KindReading } from '../kind-reading.ts';
import { checkDeclared, parseValueMap, type ValueMap } from '../value-map.ts';

/** What is done with files below fixed folders, declared. Results are counts, digests and references: never what a record holds. */
export type FileBatchDeclaration = FileBatchCommon &
  (
    | { readonly operation: 'inspect'; readonly source: FileSource }
    | { readonly operation: 'convert'; readonly source: FileSource; readonly destination: FileDestination; readonly fields: readonly FieldMap[] }
    | { readonly operation: 'write'; readonly records: ValueMap; readonly destination: FileDestination; readonly fields: readonly FieldMap[] }
  );

interface FileBatchCommon {
  readonly bytesMax: number;
  readonly recordsMax: number;
  /** Records that cannot be read and are left out, at most. */
  readonly rejectedMax: number;
  /** Codes of the catalogue by what is wrong with a file. */
  readonly errors: readonly (readonly [FileProblem, string])[];
  /** Makes the result of `{ records, rejected, bytes, sha256, reference, source }`. */
  readonly output: ValueMap;
}

export interface FileSource {
  /** Name of a root of the runner's configuration. */
  readonly root: string;
  readonly path: ValueMap;
  readonly format: FileFormat;
  readonly delimiter: string;
  /** Digest that the file must have. */
  readonly sha256?: ValueMap;
}

export interface FileDestination {
  readonly root: string;
  /** Name with `{executionId}`, `{attemptId}` or `{idempotencyKey}`: random ids, so that no name holds data. */
  readonly name: string;
  readonly format: Exclude<FileFormat, 'bytes'>;
  readonly delimiter: string;
}

export type FileFormat = (typeof FORMATS)[number];
export type FieldMap = readonly [string, ValueMap];
export type FileProblem = (typeof PROBLEMS)[number];

const FORMATS = ['ndjson', 'csv', 'bytes'] as const;
const PROBLEMS = ['missing', 'size', 'record', 'checksum', 'exists'] as const;
const ROOT = { form: /^[a-z][a-z0-9-]{0,62}$/u, expected: 'the name of a root of the runner' } as const;
const DESTINATION = { form: /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/){0,7}[A-Za-z0-9_.-]*\{(?:executionId|attemptId|idempotencyKey)\}[A-Za-z0-9_.-]*$/u, expected: 'a relative path whose last part has {executionId}, {attemptId} or {idempotencyKey}' } as const;
const DELIMITER = { form: /^[,;|\t]$/u, expected: 'one of , ; | and the tabulator' } as const;
const BYTES_MAX_DEFAULT = 1_073_741_824;
const BYTES_MAX = 1_099_511_627_776;
const RECORDS_MAX_DEFAULT = 10_000_000;

/** Reads the members of a `file-batch` declaration. Undefined: something is wrong, and reported. */
export function readFileBatch(fields: Fields, reading: KindReading): FileBatchDeclaration | undefined {
  const operation = fields.choice('operation', ['inspect', 'convert', 'write'], 'required');
  const common = readCommon(fields, reading);
  if (reading.effect === 'local') fields.report('effect', 'is idempotent or opaque: files are not in the transaction of the answer');
  if (operation === undefined || common === undefined) return undefined;
  if (operation === 'inspect') {
    const source = fields.object('source', (inner) => readSource(inner, reading), 'required');
    return source === undefined ? undefined : { ...common, operation, source };
  }
  const destination = fields.object('destination', (inner) => readDestination(inner, reading), 'required');
  const maps = fields.members('fields', (value, _name, pointer) => parseValueMap(value, pointer, fields.reportAt));
  if (destination?.format === 'csv' && maps.length === 0) fields.report('fields', 'must say the columns of a CSV file, in their order');
  if (operation === 'write') return readWrite(fields, reading, { common, destination, maps });
  const source = fields.object('source', (inner) => readSource(inner, reading), 'required');
  if (source?.format === 'bytes') fields.report('source', 'must have a format with records to be converted');
  return source === undefined || destination === undefined ? undefined : { ...common, operation, source, destination, fields: maps };
}

interface WriteParts {
  readonly common: FileBatchCommon;
  readonly destination: FileDestination | undefined;
  readonly maps: readonly FieldMap[];
}

function readWrite(fields: Fields, reading: KindReading, { common, destination, maps }: WriteParts): FileBatchDeclaration | undefined {
  const records = readInputMap(fields, 'records', reading);
  return records === undefined || destination === undefined ? undefined : { ...common, operation: 'write', records, destination, fields: maps };
}

function readCommon(fields: Fields, { codes }: KindReading): FileBatchCommon | undefined {
  const bytesMax = fields.integer('bytesMax', { min: 1, max: BYTES_MAX }) ?? BYTES_MAX_DEFAULT;
  const recordsMax = fields.integer('recordsMax', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? RECORDS_MAX_DEFAULT;
  const rejectedMax = fields.integer('rejectedMax', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? 0;
  const named = fields.members('fileErrors', (value, _name, pointer) => (typeof value === 'string' && codes.includes(value) ? value : void fields.reportAt(pointer, 'must be a code of errors')));
  const errors = named.flatMap(([name, code]) => {
    const problem = PROBLEMS.find((one) => one === name);
    if (problem === undefined) fields.reportAt(appendPointer(fields.pointer, 'fileErrors', name), `must be one of ${PROBLEMS.join(', ')}`);
    return problem === undefined ? [] : [[problem, code] as const];
  });
  const given = fields.raw('result');
  if (given === undefined) return void fields.report('result', 'must say what of records, rejected, bytes, sha256, reference and source is the result');
  const output = parseValueMap(given, appendPointer(fields.pointer, 'result'), fields.reportAt);
  return output === undefined ? undefined : { bytesMax, recordsMax, rejectedMax, errors, output };
}

function readSource(fields: Fields, reading: KindReading): FileSource | undefined {
  const root = fields.text('root', ROOT, 'required');
  const path = readInputMap(fields, 'path', reading);
  const format = fields.choice('format', FORMATS) ?? 'ndjson';
  const delimiter = fields.text('delimiter', DELIMITER) ?? ',';
  const sha256 = fields.has('sha256') ? readInputMap(fields, 'sha256', reading) : undefined;
  fields.refuseOthers();
  return root === undefined || path === undefined ? undefined : { root, path, format, delimiter, ...(sha256 === undefined ? {} : { sha256 }) };
}

function readDestination(fields: Fields, { effect }: KindReading): FileDestination | undefined {
  const root = fields.text('root', ROOT, 'required');
  const name = fields.text('name', DESTINATION, 'required');
  const format = fields.choice('format', ['ndjson', 'csv']) ?? 'ndjson';
  const delimiter = fields.text('delimiter', DELIMITER) ?? ',';
  if (effect === 'idempotent' && name?.includes('{attemptId}') === true) fields.report('name', 'must not change with the attempt: the effect is idempotent');
  fields.refuseOthers();
  return root === undefined || name === undefined ? undefined : { root, name, format, delimiter };
}

function readInputMap(fields: Fields, name: string, { input }: KindReading): ValueMap | undefined {
  const given = fields.raw(name);
  const place = appendPointer(fields.pointer, name);
  if (given === undefined) return void fields.report(name, 'must say where in the input it is');
  const map = parseValueMap(given, place, fields.reportAt);
  if (map !== undefined) checkDeclared(map, place, { schema: input, what: 'input', report: fields.reportAt });
  return map;
}
