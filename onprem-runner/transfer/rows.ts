import type { Detectors } from '#shared/core/egress/detectors.ts';
import { scanValue } from '#shared/core/egress/scan-value.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { sealedPlaces } from '#shared/core/tier/seal-input.ts';
import { TRANSFER_ROW_BYTES_MAX } from '#shared/core/transfer/limits.ts';
import type { TransferFinding } from '#shared/core/transfer/row-schema.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { BatchInputs } from '../batch/inputs.ts';
import { ROW_FINDINGS_MAX } from './limits.ts';

/** A row on its way out. `item` counts from 1; `place` is how people find it: `FILE, line 3`. */
export interface TransferRow {
  readonly item: number;
  readonly place: string;
  readonly row: JsonObject;
}

/** Rows of any number, in order. */
export type TransferRows = AsyncGenerator<TransferRow, void, undefined>;

/** The rows of a file. Errors: `UWF-4227` for the first record that is none. */
export async function* rowsOfFile(name: string, { records, read }: BatchInputs): TransferRows {
  for await (const record of records) {
    const place = `${name}, line ${record.line}`;
    const row = read(record);
    if (!row.ok) throw rowError(place, row.error);
    yield { item: record.item, place, row: row.value };
  }
}

/** Lets rows pass that fit a schema. Errors: `UWF-4227` for the first that does not. */
export async function* fittingRows(rows: TransferRows, fit: { readonly schema: JsonObject; readonly validator: SchemaValidator }): TransferRows {
  for await (const one of rows) {
    const findings = fit.validator.validate({ schema: fit.schema, value: one.row });
    if (findings.length > 0) throw rowError(one.place, findings);
    yield one;
  }
}

/** Looks for what must not leave whatever its field is declared as. */
export interface RowScanner {
  scan(row: JsonValue): readonly TransferFinding[];
}

/** A scanner by the detectors of the egress guard; a sealed value or a token is Tier 1 in another form, and does not leave either. */
export function createRowScanner(detectors: Detectors): RowScanner {
  return {
    scan: (row) => [
      ...scanValue(detectors, { value: row, pointer: '' }).map(({ detector, pointer }) => ({ pointer, message: `holds what looks like: ${detector}` })),
      ...sealedPlaces(row).map(({ pointer }) => ({ pointer, message: 'holds a sealed value' })),
      ...tokenPlaces(row).map((pointer) => ({ pointer, message: 'holds a token of the vault' })),
    ],
  };
}

const TOKEN_PREFIX = 'uwf-token:';

function tokenPlaces(value: JsonValue, pointer = ''): readonly string[] {
  if (typeof value === 'string') return value.startsWith(TOKEN_PREFIX) ? [pointer] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: readonly [string, JsonValue]) => tokenPlaces(member, `${pointer}/${name}`));
}

/** Lets rows pass in which nothing is found. Errors: `UWF-4227` for the first in which something is. */
export async function* harmlessRows(rows: TransferRows, scanner: RowScanner): TransferRows {
  for await (const one of rows) {
    const findings = scanner.scan(one.row);
    if (findings.length > 0) throw rowError(one.place, findings);
    if (Buffer.byteLength(JSON.stringify(one.row)) > TRANSFER_ROW_BYTES_MAX) throw rowError(one.place, [{ pointer: '', message: `is longer than ${TRANSFER_ROW_BYTES_MAX} bytes` }]);
    yield one;
  }
}

/** What is wrong with one row: its place, pointers and reasons; never a value. */
export function rowError(place: string, findings: readonly TransferFinding[]): UwfError {
  return findingsError(place, findings.slice(0, ROW_FINDINGS_MAX));
}

/** What is wrong with a schema or a plan, all of it. */
export function findingsError(place: string, findings: readonly TransferFinding[]): UwfError {
  return new UwfError('UWF-4227', [place, ...findings.map(({ pointer, message }) => `${pointer === '' ? '(the whole)' : pointer}: ${message}`)].join('\n'));
}
