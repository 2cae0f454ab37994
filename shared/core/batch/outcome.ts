import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import type { LineFinding } from './csv-input.ts';

/**
 * What became of a line. The first four are how its run ended; `STARTED` it runs and nobody asked for its end; `RUNNING` it had not ended when the batch
 * stopped waiting; `REFUSED` there is no run, by the code that stands beside it; `SKIPPED` it did not fit and such lines were to be left out;
 * `VALID` a dry run found nothing wrong.
 */
export const LINE_STATUSES = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'STARTED', 'RUNNING', 'REFUSED', 'SKIPPED', 'VALID'] as const;
/** See {@link LINE_STATUSES}. */
export type LineStatus = (typeof LINE_STATUSES)[number];

/** One row of a report: a line, what became of it, and why. Never a value of the input or of the run. */
export interface LineOutcome {
  readonly item: number;
  readonly line: number;
  readonly status: LineStatus;
  readonly runId?: string;
  /** A code of a catalogue, or the ASL name of the error that the run ended with. */
  readonly code?: string;
  readonly findings?: readonly LineFinding[];
}

/** True when the line is done with: no later attempt at the batch looks at it again. What was refused may fit a corrected definition. */
export function isFinal({ status }: LineOutcome): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT' || status === 'STARTED';
}

/** True when somebody has to look at the line. */
export function isFailure({ status }: LineOutcome): boolean {
  return status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT' || status === 'REFUSED';
}

/** An outcome as it stands in the journal and in the report. */
export function outcomeJson({ item, line, status, runId, code, findings }: LineOutcome): JsonObject {
  return {
    item,
    line,
    runId: runId ?? null,
    status,
    ...(code === undefined ? {} : { code }),
    ...(findings === undefined || findings.length === 0 ? {} : { errors: findings.map(({ pointer, message }) => ({ pointer, message })) }),
  };
}

/** Reads what {@link outcomeJson} wrote; undefined for anything else. */
export function parseOutcome(value: JsonValue): LineOutcome | undefined {
  if (!isJsonObject(value)) return undefined;
  const { item, line, runId, code, errors } = value;
  const status = LINE_STATUSES.find((name) => name === value['status']);
  if (!isCount(item) || !isCount(line) || status === undefined) return undefined;
  return {
    item,
    line,
    status,
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(isJsonArray(errors) ? { findings: errors.filter(isJsonObject).map(({ pointer, message }) => ({ pointer: String(pointer), message: String(message) })) } : {}),
  };
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
