import type { RunStatus } from '#shared/client/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { Colours } from '../output/colours.ts';
import type { TableColumn } from '../output/table.ts';
import { errorText, markStatus } from './run-output.ts';
import type { ToldFailure } from './service-failure.ts';
import { exitCodeOfRun } from './wait-for-run.ts';

/** What became of one input. `item` counts from 1, in the order of the file. */
export type BatchOutcome =
  | { readonly kind: 'started'; readonly item: number; readonly runId: string }
  | { readonly kind: 'ended'; readonly item: number; readonly runId: string; readonly run: RunStatus }
  | { readonly kind: 'failed'; readonly item: number; readonly runId?: string; readonly failure: ToldFailure };

/** Columns of the report of a batch. */
export function batchColumns(colours: Colours): readonly TableColumn<BatchOutcome>[] {
  return [
    { title: 'ITEM', cell: (outcome) => String(outcome.item) },
    { title: 'RUN', cell: (outcome) => outcome.runId ?? '' },
    { title: 'STATUS', cell: statusText, mark: (text, outcome) => markOutcome(colours, outcome)(text) },
    { title: 'ERROR', cell: outcomeError },
  ];
}

function markOutcome(colours: Colours, outcome: BatchOutcome): (text: string) => string {
  if (outcome.kind === 'ended') return markStatus(colours, outcome.run.status);
  return outcome.kind === 'failed' ? colours.red : colours.yellow;
}

function statusText(outcome: BatchOutcome): string {
  if (outcome.kind === 'ended') return outcome.run.status;
  return outcome.kind === 'started' ? 'STARTED' : outcome.failure.code;
}

function outcomeError(outcome: BatchOutcome): string {
  if (outcome.kind === 'ended') return errorText(outcome.run);
  return outcome.kind === 'started' ? '' : failureText(outcome.failure);
}

function failureText({ title, detail, findings }: ToldFailure): string {
  const list = findings.map(({ pointer, message }) => `${pointer} ${message}`);
  return [detail === '' ? title : detail, ...list].join('; ');
}

/** One outcome as data. `status` is null when there is no run, or its end is not known. */
export function batchJson(outcome: BatchOutcome): JsonObject {
  const error = outcomeError(outcome);
  return {
    item: outcome.item,
    runId: outcome.runId ?? null,
    status: outcome.kind === 'failed' ? null : statusText(outcome),
    ...(outcome.kind === 'failed' ? { code: outcome.failure.code } : {}),
    ...(error === '' ? {} : { error }),
  };
}

/** The report in one line: `25 inputs: 20 COMPLETED, 5 FAILED (3.1 s)`. */
export function batchSummary(outcomes: readonly BatchOutcome[], seconds: number): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(statusText(outcome), (counts.get(statusText(outcome)) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  return `${outcomes.length} ${outcomes.length === 1 ? 'input' : 'inputs'}: ${parts.join(', ') || 'nothing to do'} (${seconds.toFixed(1)} s)`;
}

/** When every input failed for one reason, that is the answer; otherwise a batch with a failure has failed. */
export function batchExitCode(outcomes: readonly BatchOutcome[]): ExitCode {
  const codes = outcomes.map(codeOf);
  const [first = EXIT_CODES.ok] = codes;
  if (codes.every((code) => code === first)) return first;
  return EXIT_CODES.failed;
}

function codeOf(outcome: BatchOutcome): ExitCode {
  if (outcome.kind === 'failed') return outcome.failure.exitCode;
  return outcome.kind === 'ended' ? exitCodeOfRun(outcome.run.status) : EXIT_CODES.ok;
}
