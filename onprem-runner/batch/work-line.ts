import { setTimeout as sleep } from 'node:timers/promises';
import type { RunStatus } from '#shared/client/index.ts';
import { WorkflowServiceError } from '#shared/client/errors.ts';
import type { LineFinding } from '#shared/core/batch/csv-input.ts';
import { BATCH_FINDINGS_MAX } from '#shared/core/batch/limits.ts';
import type { LineOutcome } from '#shared/core/batch/outcome.ts';
import type { RawRecord } from '#shared/core/batch/record.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { failureOf, type ToldFailure } from '../commands/service-failure.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import type { RecordReader } from './format.ts';
import { lineKeyOf } from './identity.ts';
import { RETRY_PAUSE_MS } from './limits.ts';
import type { Stopping } from './stopping.ts';
import type { BatchTarget } from './target.ts';

/** What is done with every line. */
export interface LineRules {
  /** `check`: nothing is sent; `start`: nobody waits for the end of a run; `wait`: until it has ended. */
  readonly mode: 'check' | 'start' | 'wait';
  readonly batchKey: string;
  /** For each run. */
  readonly timeoutMs: number;
  /** How long the service may be away. */
  readonly retryForMs: number;
  readonly skipsInvalid: boolean;
}

export interface LineWork {
  readonly target: BatchTarget;
  readonly read: RecordReader;
  readonly rules: LineRules;
  readonly stopping: Stopping;
  /** Told when a run was started whose end is waited for. */
  readonly onStarted: (outcome: LineOutcome) => void;
}

/** A line of the batch; `runId`: of the run that an earlier attempt started for it. */
export interface LineRequest {
  readonly record: RawRecord;
  readonly runId?: string;
}

/**
 * Does one line. Undefined when nothing came of it, because the batch is stopping: the next attempt does it. What is wrong with the line is its outcome;
 * what every line would fail by stops the batch. Errors: faults of ours.
 */
export async function workLine(work: LineWork, request: LineRequest): Promise<LineOutcome | undefined> {
  const { item, line } = request.record;
  const run: { id?: string } = request.runId === undefined ? {} : { id: request.runId };
  try {
    if (run.id === undefined) {
      const input = work.read(request.record);
      if (!input.ok) return invalidLine(work, request.record, { code: 'UWF-6007', findings: input.error });
      if (work.rules.mode === 'check') return await checkLine(work, request.record, input.value);
      run.id = await startLine(work, line, input.value);
      if (work.rules.mode === 'start') return { item, line, status: 'STARTED', runId: run.id };
      work.onStarted({ item, line, status: 'RUNNING', runId: run.id });
    }
    return endedLine(request.record, await followLine(work, run.id));
  } catch (error) {
    return failedLine(work, request.record, { error, ...(run.id === undefined ? {} : { runId: run.id }) });
  }
}

async function checkLine({ target }: LineWork, { item, line }: RawRecord, input: JsonObject): Promise<LineOutcome> {
  await target.prepare(input);
  return { item, line, status: 'VALID' };
}

async function startLine(work: LineWork, line: number, input: JsonObject): Promise<string> {
  const { target, rules, stopping } = work;
  return untilReached(work, () => target.start(input, lineKeyOf(rules.batchKey, line), stopping.hard));
}

async function followLine(work: LineWork, runId: string): Promise<RunStatus> {
  const { target, rules, stopping } = work;
  return untilReached(work, () => target.follow(runId, { timeoutMs: rules.timeoutMs, signal: stopping.gentle }));
}

const AWAY_STATUSES: ReadonlySet<number> = new Set([0, 408, 429, 502, 503, 504]);

/** The service, or the vault that makes tokens of what it is sent. */
function isAway(error: unknown): error is WorkflowServiceError | UwfError {
  if (error instanceof UwfError) return error.entry.disposition === 'retryable';
  return error instanceof WorkflowServiceError && AWAY_STATUSES.has(error.status);
}

/** Asks again, for as long as the batch bears it, while the service or the vault is away or too busy: that says nothing of the line. Errors: `UWF-6022`. */
async function untilReached<T>({ rules, stopping }: LineWork, ask: () => Promise<T>): Promise<T> {
  const since = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error)) throw error;
      if (performance.now() - since >= rules.retryForMs) throw new CommandError('UWF-6022', `no good answer within ${Math.round(rules.retryForMs / 1_000)} s (${error.code})`, error);
      // Half fixed, half random: lines that failed together do not come back together.
      await sleep(RETRY_PAUSE_MS * (0.5 + Math.random()), undefined, { signal: stopping.gentle });
    }
  }
}

function endedLine({ item, line }: RawRecord, { runId, status, errorName }: RunStatus): LineOutcome {
  const code = errorName === undefined ? {} : { code: errorName };
  const ended = { item, line, runId, ...code };
  if (status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT') return { ...ended, status };
  return { ...ended, status: 'RUNNING' };
}

/** What no line is to be blamed for: codes by which the service refuses whoever asks, not what is asked, and faults of the vault. The batch stops. */
function stopsEverything({ code, exitCode }: ToldFailure, error: unknown): boolean {
  if (error instanceof UwfError && error.entry.status >= 500) return true;
  return exitCode === EXIT_CODES.auth || code === 'UWF-6022' || code === 'UWF-4042';
}

function failedLine(work: LineWork, record: RawRecord, { error, runId }: { readonly error: unknown; readonly runId?: string }): LineOutcome | undefined {
  const { gentle, hard } = work.stopping;
  const failure = failureOf(error);
  if (gentle.aborted && (hard.aborted || isAbort(error))) return undefined;
  if (failure === undefined) throw error;
  if (stopsEverything(failure, error)) {
    work.stopping.stop({ kind: 'failure', failure });
    return undefined;
  }
  const { item, line } = record;
  if (failure.code === 'UWF-6005' && runId !== undefined) return { item, line, status: 'RUNNING', runId, code: failure.code };
  if (failure.code === 'UWF-4220') return invalidLine(work, record, failure);
  return { item, line, status: 'REFUSED', code: failure.code, findings: bounded(failure.findings), ...(runId === undefined ? {} : { runId }) };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The line does not fit; whether that is a failure is for the caller to say. */
function invalidLine({ rules }: LineWork, { item, line }: RawRecord, { code, findings }: { readonly code: string; readonly findings: readonly LineFinding[] }): LineOutcome {
  return { item, line, status: rules.skipsInvalid ? 'SKIPPED' : 'REFUSED', code, findings: bounded(findings) };
}

const FINDING_CHARACTERS_MAX = 500;

function bounded(findings: readonly LineFinding[]): readonly LineFinding[] {
  return findings.slice(0, BATCH_FINDINGS_MAX).map(({ pointer, message }) => ({ pointer: pointer.slice(0, FINDING_CHARACTERS_MAX), message: message.slice(0, FINDING_CHARACTERS_MAX) }));
}
