import type { LineOutcome } from '#shared/core/batch/outcome.ts';
import { tallyJson, type Tally } from '#shared/core/batch/tally.ts';
import { operationErrorCatalogue, type OperationErrorEntry } from '#shared/core/kernel/error-catalogue.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { BatchEnd } from '../batch/run-batch.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { commandErrorCatalogue } from '../output/command-error.ts';
import type { Colours } from '../output/colours.ts';
import type { TableColumn } from '../output/table.ts';
import { exitCodeOfFailure, failureOf } from './service-failure.ts';

/** Columns of the failures that a person is shown. */
export function failureColumns(colours: Colours): readonly TableColumn<LineOutcome>[] {
  return [
    { title: 'LINE', cell: ({ line }) => String(line) },
    { title: 'RUN', cell: ({ runId }) => runId ?? '' },
    { title: 'STATUS', cell: ({ status }) => status, mark: colours.red },
    { title: 'CODE', cell: ({ code }) => code ?? '' },
    { title: 'ERROR', cell: ({ findings = [] }) => findings.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ') },
  ];
}

const OPERATION_ERRORS: ReadonlyMap<string, OperationErrorEntry> = new Map(Object.entries(operationErrorCatalogue));
const COMMAND_EXIT_CODES: ReadonlyMap<string, ExitCode> = new Map(Object.entries(commandErrorCatalogue).map(([code, { exitCode }]) => [code, exitCode]));

/** How a command would end that did this line alone. */
export function exitCodeOfLine({ status, code = '' }: LineOutcome): ExitCode {
  if (status === 'TIMED_OUT' || status === 'RUNNING') return EXIT_CODES.timeout;
  if (status === 'FAILED' || status === 'CANCELLED') return EXIT_CODES.failed;
  if (status !== 'REFUSED') return EXIT_CODES.ok;
  const entry = OPERATION_ERRORS.get(code);
  return COMMAND_EXIT_CODES.get(code) ?? (entry === undefined ? EXIT_CODES.failed : exitCodeOfFailure({ code, status: entry.status }));
}

/**
 * How a batch ends. What stopped it comes first; when no line failed, but some had not ended in time, that; when every line ended in one way, that way;
 * a batch of which only some failed has failed.
 */
export function exitCodeOfBatch({ tally, exitCodes, reason }: Pick<BatchEnd, 'tally' | 'exitCodes' | 'reason'>): ExitCode {
  if (reason?.kind === 'signal') return EXIT_CODES.interrupted;
  if (reason?.kind === 'failure') return reason.failure.exitCode;
  const [first = EXIT_CODES.ok, second] = exitCodes;
  if (second === undefined) return first;
  return tally.failures === 0 ? EXIT_CODES.timeout : EXIT_CODES.failed;
}

/** The batch in one line: `25 lines: 20 COMPLETED, 5 FAILED (3.1 s)`. */
export function batchSummary({ lines, byStatus }: Tally, seconds: number): string {
  const parts = [...byStatus].map(([status, count]) => `${count} ${status}`);
  return `${lines} ${lines === 1 ? 'line' : 'lines'}: ${parts.join(', ') || 'nothing to do'} (${seconds.toFixed(1)} s)`;
}

/** How many values of which fields, by their declared names: `4 values have got tokens: /input/…/name 2, /input/…/phone 2`. */
export function tokenisedText(tokenised: ReadonlyMap<string, number>, what: string): string {
  const values = [...tokenised.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...tokenised].map(([origin, count]) => `${origin} ${count}`);
  return `${values} ${values === 1 ? 'value' : 'values'} ${what}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

/** The batch in numbers, for the summary file and for programs. Speed and memory are those of this attempt. */
export function summaryJson(end: BatchEnd, more: { readonly seconds: number; readonly peakMemoryBytes: number; readonly source: string; readonly workflow: string; readonly tokenised?: ReadonlyMap<string, number> }): JsonObject {
  const { seconds, peakMemoryBytes, source, workflow, tokenised } = more;
  const { tally, fresh, places, reason } = end;
  return {
    source,
    workflow,
    isComplete: reason === undefined && end.fault === undefined,
    ...(reason === undefined ? {} : { stoppedBy: reason.kind === 'failure' ? reason.failure.code : reason.kind }),
    exitCode: end.fault === undefined ? exitCodeOfBatch(end) : (failureOf(end.fault)?.exitCode ?? EXIT_CODES.failed),
    ...tallyJson(tally),
    report: places.report,
    attempt: { lines: fresh, seconds: Math.round(seconds * 1_000) / 1_000, linesPerSecond: seconds > 0 ? Math.round(fresh / seconds) : 0, peakMemoryMiB: Math.round(peakMemoryBytes / 1_048_576), ...(tokenised === undefined ? {} : { tokenised: Object.fromEntries(tokenised) }) },
  };
}
