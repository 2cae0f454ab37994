import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import type { CommandContext } from '#onprem-runner/commands/context.ts';
import { exitCodeOfLine } from '#onprem-runner/commands/batch-outcome.ts';
import { runBatch, type BatchEnd, type BatchNaming, type BatchRequest } from '#onprem-runner/batch/run-batch.ts';
import { createBatchGate } from '#onprem-runner/batch/run-lines.ts';
import { openSource, readRecords } from '#onprem-runner/batch/source.ts';
import { createStopping } from '#onprem-runner/batch/stopping.ts';
import type { BatchTarget } from '#onprem-runner/batch/target.ts';
import type { RunStatus } from '#shared/client/index.ts';
import type { LineOutcome } from '#shared/core/batch/outcome.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { createMemoryTerminal } from '../memory-terminal.ts';

/** A system that runs lines in memory: the same key never starts a second run. */
export interface MemoryTarget extends BatchTarget {
  /** Inputs by the key that started them. */
  readonly started: ReadonlyMap<string, JsonObject>;
  /** Requests to start, repeated ones too. */
  readonly requests: () => number;
}

export interface MemoryTargetOptions {
  /** Before a run is started; may throw in place of the service. */
  readonly onStart?: (input: JsonObject, signal: AbortSignal) => Promise<void> | void;
  readonly onFollow?: (runId: string, signal: AbortSignal) => Promise<Partial<RunStatus> | undefined> | Partial<RunStatus> | undefined;
  readonly onPrepare?: (input: JsonObject) => Promise<void> | void;
}

export function createMemoryTarget({ onStart, onFollow, onPrepare }: MemoryTargetOptions = {}): MemoryTarget {
  const started = new Map<string, JsonObject>();
  let requests = 0;
  return {
    started,
    requests: () => requests,
    prepare: async (input) => onPrepare?.(input),
    start: async (input, key, signal) => {
      requests += 1;
      await onStart?.(input, signal);
      if (!started.has(key)) started.set(key, input);
      return `run-${key}`;
    },
    follow: async (runId, { signal }) => {
      const more = await onFollow?.(runId, signal);
      return { runId, workflowId: 'w', versionId: 'w@1.0.0', status: 'COMPLETED', startTime: '2026-01-01T00:00:00Z', steps: [], ...more };
    },
  };
}

/** A folder with a file of inputs, and attempts at it. */
export interface BatchBench {
  readonly folder: string;
  readonly file: string;
  write(text: string): Promise<void>;
  attempt(target: BatchTarget, options?: AttemptOptions): Promise<BatchEnd>;
  rows(): Promise<readonly JsonObject[]>;
  /** Report, summary and journal: everything that is left behind. */
  traces(): Promise<string>;
  remove(): Promise<void>;
}

export interface AttemptOptions extends Partial<Pick<BatchRequest, 'range' | 'failuresMax' | 'schema' | 'stopping' | 'report'>> {
  readonly rules?: Partial<BatchRequest['rules']>;
  readonly most?: number;
  readonly batchId?: string;
  /** Given by stdin in place of the file. */
  readonly input?: string;
  readonly workflow?: string;
  readonly tokenises?: boolean;
  readonly format?: 'csv' | 'ndjson' | 'json';
}

export async function openBatch(text: string, name = 'inputs.ndjson'): Promise<BatchBench> {
  const folder = await mkdtemp(join(tmpdir(), 'uwf-batch-'));
  const file = join(folder, name);
  const report = join(folder, 'report.ndjson');
  await writeFile(file, text);
  return {
    folder,
    file,
    write: (changed) => writeFile(file, changed),
    attempt: (target, options = {}) => attempt({ folder, file, report, target, options }),
    rows: async () => (await readFile(report, 'utf8')).trimEnd().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line)),
    traces: async () => (await Promise.all([report, `${report}.journal`].map((path) => readFile(path, 'utf8')))).join('\n'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Attempt {
  readonly folder: string;
  readonly file: string;
  readonly report: string;
  readonly target: BatchTarget;
  readonly options: AttemptOptions;
}

const SECRET = new Uint8Array(32).fill(7);

async function attempt({ folder, file, report, target, options }: Attempt): Promise<BatchEnd> {
  const context: CommandContext = { terminal: createMemoryTerminal(options.input), environment: readCommandEnvironment({}), folder, end: () => undefined };
  const source = await openSource(context, options.input === undefined ? file : '-');
  try {
    return await runBatch({
      source,
      file: await readRecords(source, { delimiter: 'comma', ...(options.format === undefined ? {} : { format: options.format }) }),
      delimiter: 'comma',
      naming: namingOf(options, source.digest),
      secret: SECRET,
      head: { workflow: options.workflow ?? 'tests.w', version: 'tests.w@1.0.0', api: 'http://127.0.0.1:1', tokenises: options.tokenises ?? false },
      schema: options.schema ?? true,
      openTarget: () => target,
      report: options.report ?? report,
      rules: { mode: 'wait', timeoutMs: 1_000, retryForMs: 50, skipsInvalid: false, ...options.rules },
      range: options.range ?? { from: 1, to: Number.POSITIVE_INFINITY },
      failuresMax: options.failuresMax ?? Number.POSITIVE_INFINITY,
      gate: createBatchGate(options.most ?? 8),
      stopping: options.stopping ?? createStopping(),
      exitCodeOf: exitCodeOfLine,
      onProgress: () => undefined,
      onRow: (_outcome: LineOutcome) => undefined,
    });
  } finally {
    await source.close();
  }
}

function namingOf({ batchId }: AttemptOptions, digest: Uint8Array | undefined): BatchNaming {
  if (batchId !== undefined) return { kind: 'given', id: batchId };
  return digest === undefined ? { kind: 'random', id: String(Math.random()) } : { kind: 'content', digest };
}
