import { rm } from 'node:fs/promises';
import type { LineOutcome } from '#shared/core/batch/outcome.ts';
import { Tallying, type Tally } from '#shared/core/batch/tally.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import type { DelimiterName } from './format.ts';
import type { Gate } from './gate.ts';
import { batchKeyOf, fingerprintOf, type BatchSecret } from './identity.ts';
import { openInputs } from './inputs.ts';
import { openJournal, type BatchHead, type Journal } from './journal.ts';
import { takeBatchLock } from './lock.ts';
import type { BatchPosition } from './progress.ts';
import { placesOf, writeReport, type BatchPlaces } from './report.ts';
import { runLines } from './run-lines.ts';
import type { BatchRecords, BatchSource } from './source.ts';
import type { StopReason, Stopping } from './stopping.ts';
import type { BatchTarget } from './target.ts';
import type { LineRules } from './work-line.ts';

/** By what a batch is known: a name of the operator's, the content of its file, or, for a stream without a name, what its journal began with. */
export type BatchNaming = { readonly kind: 'given' | 'random'; readonly id: string } | { readonly kind: 'content'; readonly digest: Uint8Array };

/** A batch as it is asked for. */
export interface BatchRequest {
  readonly source: BatchSource;
  readonly file: BatchRecords;
  readonly delimiter: DelimiterName;
  readonly naming: BatchNaming;
  readonly secret: BatchSecret;
  readonly head: Pick<BatchHead, 'workflow' | 'version' | 'api' | 'tokenises'>;
  readonly schema: JsonObject | boolean;
  /** Of the version that the lines run: an earlier attempt may have begun with one that is not the newest any more. */
  readonly openTarget: (version: string) => BatchTarget;
  readonly report: string;
  readonly rules: Omit<LineRules, 'batchKey'>;
  readonly range: { readonly from: number; readonly to: number };
  readonly failuresMax: number;
  readonly gate: Gate;
  readonly stopping: Stopping;
  readonly exitCodeOf: (outcome: LineOutcome) => ExitCode;
  readonly onProgress: (position: BatchPosition) => void;
  /** Told every row of the report. */
  readonly onRow: (outcome: LineOutcome) => void;
}

/** What became of a batch. */
export interface BatchEnd {
  /** Of all lines that any attempt knows. */
  readonly tally: Tally;
  /** Lines of this attempt. */
  readonly fresh: number;
  /** How the lines would end a command, each alone. */
  readonly exitCodes: ReadonlySet<ExitCode>;
  readonly places: BatchPlaces;
  readonly reason?: StopReason;
  /** What kept the rest of the file from being read. */
  readonly fault?: unknown;
}

/**
 * Does a batch, or goes on with it where an earlier attempt stopped. The report is written in any case.
 * Errors: `UWF-6001`, `UWF-6007` (the head of the file, a file that is no journal), `UWF-6020` (not the batch of the journal), `UWF-6021`.
 */
export async function runBatch(request: BatchRequest): Promise<BatchEnd> {
  const places = await placesFor(request);
  const unlock = takeBatchLock(places.lock);
  try {
    const journal = await openJournal(places.journal);
    const end = await attempt(request, places, journal);
    if (request.rules.mode === 'check') await rm(places.journal, { force: true });
    return end;
  } finally {
    unlock();
  }
}

/** A dry run leaves the journal of the real one alone, and begins anew each time. */
async function placesFor({ report, rules }: BatchRequest): Promise<BatchPlaces> {
  const places = placesOf(report);
  if (rules.mode !== 'check') return places;
  const dry = { ...places, journal: `${report}.dry-run.journal` };
  await rm(dry.journal, { force: true });
  return dry;
}

async function attempt(request: BatchRequest, places: BatchPlaces, journal: Journal): Promise<BatchEnd> {
  const seen: Seen = { counts: new Tallying(), fresh: 0 };
  try {
    await work(request, journal, seen);
  } catch (error) {
    seen.fault = error;
  }
  const parts = await journal.close();
  if (!seen.hasBegun && seen.fault !== undefined) throw seen.fault;
  const exitCodes = new Set<ExitCode>();
  const tally = await writeReport(places, parts, (outcome) => {
    exitCodes.add(request.exitCodeOf(outcome));
    request.onRow(outcome);
  });
  const { reason } = request.stopping;
  return { tally, fresh: seen.fresh, exitCodes, places, ...(reason === undefined ? {} : { reason }), ...(seen.fault === undefined ? {} : { fault: seen.fault }) };
}

interface Seen {
  readonly counts: Tallying;
  fresh: number;
  hasBegun?: true;
  fault?: unknown;
}

async function work(request: BatchRequest, journal: Journal, seen: Seen): Promise<void> {
  const { source, file, delimiter, schema, secret, rules, stopping, gate, range, failuresMax } = request;
  const inputs = await openInputs({ name: source.name, file, delimiter, schema });
  const head = await begin(request, journal);
  seen.hasBegun = true;
  const onLine = (outcome: LineOutcome, isNew: boolean): void => {
    seen.counts.add(outcome);
    if (isNew) seen.fresh += 1;
    request.onProgress(positionOf(request, seen));
  };
  const lines = { name: source.name, inputs, target: request.openTarget(head.version), journal, rules: { ...rules, batchKey: head.key } };
  await runLines({ ...lines, stopping, gate, range, failuresMax, onLine, ...(head.content === undefined ? { secret } : {}) });
}

function positionOf({ source, file, gate }: BatchRequest, { counts, fresh }: Seen): BatchPosition {
  const share = source.bytes === undefined || source.bytes === 0 ? {} : { share: file.position() / source.bytes };
  return { lines: counts.lines, failures: counts.failures, skipped: counts.countOf('SKIPPED'), fresh, underWay: gate.underWay.size, ...share };
}

/** Begins the journal, or compares the batch with the one that it knows. */
async function begin(request: BatchRequest, journal: Journal): Promise<BatchHead> {
  const { source, secret, head, rules } = request;
  const content = source.digest === undefined ? {} : { content: fingerprintOf(secret, source.digest) };
  const fresh: BatchHead = { ...head, key: keyOf(request), waits: rules.mode === 'wait', ...content };
  const known = journal.head;
  if (known === undefined) {
    await journal.begin(fresh);
    return fresh;
  }
  const difference = differenceOf(known, request.naming.kind === 'random' ? { ...fresh, key: known.key } : fresh);
  if (difference !== undefined) throw new CommandError('UWF-6020', `${journal.path}: ${difference}`);
  await journal.begin();
  return known;
}

function keyOf({ secret, naming, head }: BatchRequest): string {
  return batchKeyOf(naming.kind === 'content' ? { ...naming, secret } : { kind: 'given', id: naming.id }, head.workflow);
}

/** Why a batch is not the one of its journal. */
function differenceOf(known: BatchHead, fresh: BatchHead): string | undefined {
  if (known.workflow !== fresh.workflow) return 'it was begun for another workflow';
  if (known.api !== fresh.api) return 'it was begun at another API';
  if (known.content !== fresh.content) return 'it was begun with another content of the file';
  if (known.waits !== fresh.waits) return known.waits ? 'it was begun with --wait' : 'it was begun with --no-wait';
  if (known.tokenises !== fresh.tokenises) return known.tokenises ? 'it was begun with --tokenise' : 'it was begun without --tokenise';
  return known.key === fresh.key ? undefined : 'it was begun under another --batch-id';
}
