import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../kernel/json.ts';
import type { Detectors } from './detectors.ts';
import { SCANNED_DEPTH_MAX } from './limits.ts';

/** That a detector found something, and where. Never what. */
export interface DetectorFinding {
  readonly detector: string;
  /** JSON Pointer of the value; for something in a member's name, of the object. */
  readonly pointer: string;
}

/** A value at its place. */
export interface ScannedPlace {
  readonly value: JsonValue;
  readonly pointer: string;
  /** Name of the nearest member that holds it. */
  readonly field?: string;
}

/** Scans every text, every whole number and every member's name of a value; digits that were cut into the items of an array too. */
export function scanValue(detectors: Detectors, place: ScannedPlace): readonly DetectorFinding[] {
  const findings: DetectorFinding[] = [];
  scanPlace({ detectors, findings }, place, 0);
  return findings;
}

interface Scan {
  readonly detectors: Detectors;
  readonly findings: DetectorFinding[];
}

/** From here on a number has as many digits as the shortest card number. */
const LONG_NUMBER_MIN = 1e12;
/** And as the shortest phone number, which is one where its field says so. */
const FIELD_NUMBER_MIN = 1e6;

function scanPlace(scan: Scan, place: ScannedPlace, depth: number): void {
  const { value, pointer } = place;
  if (typeof value === 'string') return report(scan, pointer, scan.detectors.scan(value, place.field));
  if (typeof value === 'number') return scanNumber(scan, place, value);
  if (value === null || typeof value === 'boolean') return;
  if (depth >= SCANNED_DEPTH_MAX) return report(scan, pointer, ['unreadable']);
  if (isJsonArray(value)) scanItems(scan, { ...place, value }, depth);
  else if (isJsonObject(value)) scanMembers(scan, { ...place, value }, depth);
}

function report({ findings }: Scan, pointer: string, names: readonly string[]): void {
  for (const detector of names) findings.push({ detector, pointer });
}

/** A fraction is a ratio or an amount; ids and card numbers are whole. */
function scanNumber(scan: Scan, { pointer, field }: ScannedPlace, value: number): void {
  const isLong = Math.abs(value) >= (field === undefined ? LONG_NUMBER_MIN : FIELD_NUMBER_MIN);
  if (isLong && Number.isSafeInteger(value)) report(scan, pointer, scan.detectors.scan(String(Math.abs(value)), field));
}

function scanItems(scan: Scan, { value, pointer, field }: ScannedPlace & { readonly value: JsonArray }, depth: number): void {
  for (const [index, item] of value.entries()) scanPlace(scan, { value: item, pointer: appendPointer(pointer, index), ...(field === undefined ? {} : { field }) }, depth + 1);
  if (value.length > 1 && value.every(isPiece)) report(scan, pointer, scan.detectors.scan(value.join('')));
}

const PIECE = /^[A-Za-z]{0,4}\d{1,12}$/u;

/** A piece of something: `["4111", "1111", …]`. */
function isPiece(item: JsonValue): boolean {
  return typeof item === 'string' && PIECE.test(item);
}

function scanMembers(scan: Scan, { value, pointer }: ScannedPlace & { readonly value: JsonObject }, depth: number): void {
  for (const [name, member] of Object.entries(value)) {
    const names = scan.detectors.scan(name);
    report(scan, pointer, names);
    // A name that holds something is not repeated in a pointer.
    const place = names.length === 0 ? { pointer: appendPointer(pointer, name), field: name } : { pointer };
    scanPlace(scan, { value: member, ...place }, depth + 1);
  }
}
