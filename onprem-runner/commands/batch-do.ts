import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { DefinitionDetails, WorkflowClient } from '#shared/client/index.ts';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { isFailure, outcomeJson, type LineOutcome } from '#shared/core/batch/outcome.ts';
import { replaceFile } from '../batch/files.ts';
import { batchKeyOf, readBatchSecret, type BatchSecret } from '../batch/identity.ts';
import { FAILURES_SHOWN_MAX, NOTICES_MAX } from '../batch/limits.ts';
import { createProgress } from '../batch/progress.ts';
import { runBatch, type BatchEnd, type BatchNaming, type BatchRequest } from '../batch/run-batch.ts';
import { createBatchGate } from '../batch/run-lines.ts';
import { openSource, readRecords, type BatchSource } from '../batch/source.ts';
import { createStopping, type Stopping } from '../batch/stopping.ts';
import { createTarget } from '../batch/target.ts';
import { createInputTokeniser, type BatchTokeniser } from '../batch/tokenise-input.ts';
import { CommandError } from '../output/command-error.ts';
import { printListing, printRecord, renderValue } from '../output/format.ts';
import { isLocalUrl } from './api-address.ts';
import type { BatchOptions } from './batch-options.ts';
import { batchSummary, exitCodeOfBatch, exitCodeOfLine, failureColumns, summaryJson, tokenisedText } from './batch-outcome.ts';
import { openConnection } from './connection.ts';
import type { CommandContext } from './context.ts';
import { noticeText } from './notice.ts';
import { reportError, tellFailure } from './report-error.ts';
import { withVault } from './vault-options.ts';

const MEMORY_UNIT_BYTES = 1_024;

/** Everything that `uwf batch run` does. */
export async function runBatchCommand(context: CommandContext, file: string, options: BatchOptions): Promise<void> {
  if (options.tokenise?.startsWith('/') === false) throw new CommandError('UWF-6002', '--tokenise takes a JSON Pointer, such as /client_id');
  if (options.tokenise !== undefined && options.local === true) throw new CommandError('UWF-6002', '--tokenise is for a system outside of the bank: with --local values are in the clear because they may be, and are computed with');
  if (options.toLine !== undefined && options.toLine < options.fromLine) throw new CommandError('UWF-6002', '--to-line is before --from-line');
  const source = await openSource(context, file);
  const stopping = createStopping();
  stopping.gentle.addEventListener('abort', () => source.interrupt(), { once: true });
  const release = stopOnSignals(context, stopping);
  try {
    const { tokenise } = options;
    if (tokenise === undefined) await runOpened(context, options, { source, stopping });
    // A dry run stores nothing, and needs no vault.
    else if (options.dryRun === true) await runOpened(context, options, { source, stopping, tokeniser: createInputTokeniser({ actor: '', subject: tokenise }) });
    else await withVault(context, options, ({ vault, actor, tenant }) => runOpened(context, options, { source, stopping, tenant, tokeniser: createInputTokeniser({ vault, actor, subject: tokenise }) }));
  } finally {
    release();
    await source.close();
  }
}

/** The first signal stops gently; a second one ends the process as it would have without us, since nobody listens any more. */
function stopOnSignals({ terminal }: CommandContext, stopping: Stopping): () => void {
  const onSignal = (): void => {
    release();
    terminal.tell('Stopping: what is under way comes to its end. Give the same command again to go on.');
    stopping.stop({ kind: 'signal' });
  };
  const release = (): void => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  return release;
}

interface Opened {
  readonly source: BatchSource;
  readonly stopping: Stopping;
  /** Of the vault. */
  readonly tenant?: string;
  readonly tokeniser?: BatchTokeniser;
}

async function runOpened(context: CommandContext, options: BatchOptions, { source, stopping, tenant, tokeniser }: Opened): Promise<void> {
  const { terminal } = context;
  const started = performance.now();
  const notices = new Set<string>();
  const gate = createBatchGate(options.concurrency);
  const connection = openConnection(context, options);
  const { composeClient } = await import('./compose.ts');
  const client = composeClient(connection, (notice) => void (notices.size < NOTICES_MAX && notices.add(noticeText(notice))), { onAnswer: gate.answered, ...(tokeniser === undefined ? {} : { tokeniser }) });
  const definition = await client.definitions.get(options.workflow);
  // Values of a tenant that the vault's operators do not look after could not be erased by them.
  if (tenant !== undefined && definition.sealing.tid !== tenant) throw new CommandError('UWF-6002', '--tokenise: the service is that of another tenant than the vault: correct tenant of the project configuration, or give --tenant');
  if (options.local === true) await checkLocal(connection.api, client, definition);
  const secret = await secretOf(context);
  const naming = namingOf(source, options);
  const workflow = options.workflow.includes('@') ? definition.versionId : definition.id;
  const progress = createProgress(terminal, () => performance.now());
  const shown: LineOutcome[] = [];
  const request: BatchRequest = {
    source, secret, naming, gate, stopping,
    file: await readRecords(source, options),
    delimiter: options.delimiter,
    head: { workflow, version: definition.versionId, api: connection.api, tokenises: tokeniser !== undefined },
    schema: definition.inputSchema,
    openTarget: (version) => createTarget(client, { version, ...(options.priority === undefined ? {} : { priority: options.priority }) }),
    report: reportOf(context, options, { naming, workflow, secret }),
    rules: { mode: options.dryRun === true ? 'check' : options.wait ? 'wait' : 'start', timeoutMs: options.timeout, retryForMs: options.retryFor, skipsInvalid: options.skipInvalid === true },
    range: { from: options.fromLine, to: options.toLine ?? Number.POSITIVE_INFINITY },
    failuresMax: options.stopOnFailures ?? Number.POSITIVE_INFINITY,
    exitCodeOf: exitCodeOfLine,
    onProgress: progress.update,
    onRow: (outcome) => showRow(context, options, { outcome, shown }),
  };
  const end = await runBatch(request);
  progress.end();
  for (const notice of notices) terminal.tell(notice);
  await tellEnd(context, options, { end, shown, seconds: (performance.now() - started) / 1_000, source, workflow: definition.versionId, ...(tokeniser === undefined ? {} : { tokenised: tokeniser.counts }) });
}

/** The on-prem zone of this machine: there the input is in the clear because it may be. */
async function checkLocal(api: string, client: WorkflowClient, { versionId }: DefinitionDetails): Promise<void> {
  if (!isLocalUrl(api)) throw new CommandError('UWF-6002', '--local is for a system on this machine');
  const listed = await client.workflows.list();
  const zone = listed.find((summary) => summary['versionId'] === versionId)?.['zone'];
  if (zone !== 'on-prem') throw new CommandError('UWF-6002', '--local: the workflow is driven for another zone; start the system with `uwf dev --target on-prem`');
}

async function secretOf(context: CommandContext): Promise<BatchSecret> {
  return readBatchSecret(dataDirectoryOf(context));
}

function dataDirectoryOf({ folder }: CommandContext): string {
  const project = loadProject({ folder });
  return projectPath(project, project.config.dataDirectory);
}

function namingOf({ digest }: BatchSource, { batchId }: BatchOptions): BatchNaming {
  if (batchId !== undefined) return { kind: 'given', id: batchId };
  return digest === undefined ? { kind: 'random', id: randomUUID() } : { kind: 'content', digest };
}

const NAME_CHARACTERS = 16;

function reportOf(context: CommandContext, { report, dryRun }: BatchOptions, batch: { readonly naming: BatchNaming; readonly workflow: string; readonly secret: BatchSecret }): string {
  if (report !== undefined) return resolve(context.folder, report);
  const { naming, workflow, secret } = batch;
  const key = batchKeyOf(naming.kind === 'content' ? { ...naming, secret } : { kind: 'given', id: naming.id }, workflow);
  return join(dataDirectoryOf(context), 'batches', `${key.slice(0, NAME_CHARACTERS)}${dryRun === true ? '.dry-run' : ''}.ndjson`);
}

/** Formats of rows get every row; a person gets the first failures. */
function showRow({ terminal }: CommandContext, { output }: BatchOptions, { outcome, shown }: { readonly outcome: LineOutcome; readonly shown: LineOutcome[] }): void {
  if (output === 'jsonl') terminal.out(renderValue(outcomeJson(outcome), 'jsonl'));
  if (isFailure(outcome) && shown.length < FAILURES_SHOWN_MAX) shown.push(outcome);
}

interface ToldEnd {
  readonly end: BatchEnd;
  readonly shown: readonly LineOutcome[];
  readonly seconds: number;
  readonly source: BatchSource;
  readonly workflow: string;
  readonly tokenised?: ReadonlyMap<string, number>;
}

async function tellEnd(context: CommandContext, { output, dryRun }: BatchOptions, { end, shown, seconds, source, workflow, tokenised }: ToldEnd): Promise<void> {
  const { terminal } = context;
  const peakMemoryBytes = process.resourceUsage().maxRSS * MEMORY_UNIT_BYTES;
  const summary = summaryJson(end, { seconds, peakMemoryBytes, source: source.name, workflow, ...(tokenised === undefined ? {} : { tokenised }) });
  await replaceFile(end.places.summary, [renderValue(summary, 'json')]);
  if (output === 'table') printListing(terminal, output, { rows: shown, columns: failureColumns(terminal.colours), toJson: outcomeJson, whenEmpty: 'No line failed.' });
  else if (output !== 'jsonl') printRecord(terminal, output, summary);
  if (end.tally.failures > shown.length) terminal.tell(`… and ${end.tally.failures - shown.length} more failed: see the report`);
  terminal.tell(batchSummary(end.tally, seconds));
  if (tokenised !== undefined) terminal.tell(tokenisedText(tokenised, dryRun === true ? 'would get tokens' : 'have got tokens'));
  terminal.tell(`Report: ${end.places.report}`);
  if (end.reason?.kind === 'failure') tellFailure(terminal, end.reason.failure);
  if (end.reason?.kind === 'failures') terminal.tell('Stopped: as many lines failed as --stop-on-failures allows. Give the same command again to go on.');
  context.end(end.fault === undefined ? exitCodeOfBatch(end) : reportError(terminal, end.fault));
}
