import { setTimeout as sleep } from 'node:timers/promises';
import { BATCH_WINDOW_LINES_MAX } from '#shared/core/batch/limits.ts';
import { isFailure, isFinal, type LineOutcome } from '#shared/core/batch/outcome.ts';
import type { RawRecord } from '#shared/core/batch/record.ts';
import { CommandError } from '../output/command-error.ts';
import { createGate, type Gate } from './gate.ts';
import { fingerprintOf, type BatchSecret } from './identity.ts';
import { createLookup, inOrder, type Lookup } from './in-order.ts';
import type { BatchInputs } from './inputs.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { DRAIN_MS_MAX } from './limits.ts';
import type { Stopping } from './stopping.ts';
import type { BatchTarget } from './target.ts';
import { workLine, type LineRules, type LineWork } from './work-line.ts';

/** One attempt at a batch. */
export interface LinesRequest {
  readonly name: string;
  readonly inputs: BatchInputs;
  readonly target: BatchTarget;
  readonly journal: Journal;
  readonly rules: LineRules;
  readonly stopping: Stopping;
  readonly gate: Gate;
  /** Lines outside are left alone. */
  readonly range: { readonly from: number; readonly to: number };
  /** As many failures end the batch. */
  readonly failuresMax: number;
  /** For a stream: its lines are told from each other by keyed fingerprints. */
  readonly secret?: BatchSecret;
  /** Told of every line that was done with, now or by an earlier attempt. */
  readonly onLine: (outcome: LineOutcome, isNew: boolean) => void;
}

/** The gate of a batch: `most` lines at a time. */
export function createBatchGate(most: number): Gate {
  return createGate({ most, window: BATCH_WINDOW_LINES_MAX, now: () => performance.now() });
}

/**
 * Does the lines that no earlier attempt has done, several at a time. Everything that becomes known is in the journal when it returns, also when it throws.
 * Errors: those of the source, `UWF-6020` when a line of a stream is not the one that it was, faults of ours.
 */
export async function runLines(request: LinesRequest): Promise<void> {
  const { journal, stopping, gate } = request;
  const lookup = createLookup(inOrder(journal.path, journal.earlier));
  const state: { failures: number; readonly faults: unknown[] } = { failures: 0, faults: [] };
  const underWay = new Set<Promise<void>>();
  stopping.gentle.addEventListener('abort', () => gate.close(), { once: true });
  const work = async (record: RawRecord, before: JournalEntry | undefined): Promise<void> => {
    try {
      const outcome = await doLine(request, record, before);
      if (outcome !== undefined && isFailure(outcome)) state.failures += 1;
      if (state.failures >= request.failuresMax) stopping.stop({ kind: 'failures' });
    } catch (error) {
      state.faults.push(error);
      stopping.giveUp();
    } finally {
      gate.leave(record.item);
    }
  };
  const begin = (record: RawRecord, before: JournalEntry | undefined): void => {
    const working = work(record, before).finally(() => underWay.delete(working));
    underWay.add(working);
  };
  try {
    await takeRecords(request, lookup, begin);
  } catch (error) {
    // A stream that was interrupted breaks off; that is no fault of its own. What is under way was read well, and comes to its end.
    if (!stopping.gentle.aborted) state.faults.unshift(error);
    gate.close();
  } finally {
    await lookup.close();
    await drain(underWay, stopping);
  }
  for (const fault of state.faults) throw fault;
}

async function takeRecords(request: LinesRequest, lookup: Lookup, begin: (record: RawRecord, before: JournalEntry | undefined) => void): Promise<void> {
  const { inputs, range, gate, stopping } = request;
  for await (const record of inputs.records) {
    if (stopping.gentle.aborted || record.line > range.to) return;
    if (record.line < range.from) continue;
    const before = await lookup.find(record.item);
    if (before !== undefined) checkUnchanged(request, record, before);
    if (before !== undefined && isFinal(before)) request.onLine(before, false);
    else if (await gate.enter(record.item)) begin(record, before);
    else return;
  }
}

/** A line that was sent before must be the same; of a file the whole content was compared. */
function checkUnchanged({ name, secret }: LinesRequest, record: RawRecord, { line, content }: JournalEntry): void {
  const isOther = content !== undefined && secret !== undefined && content !== contentOf(record, secret);
  if (isOther || line !== record.line) throw new CommandError('UWF-6020', `${name}, line ${record.line}: this is not the line that it was when the batch began`);
}

function contentOf({ bytes }: RawRecord, secret: BatchSecret): string {
  return fingerprintOf(secret, bytes ?? new Uint8Array(0));
}

async function doLine(request: LinesRequest, record: RawRecord, before: JournalEntry | undefined): Promise<LineOutcome | undefined> {
  const { journal, secret, inputs, target, rules, stopping } = request;
  const content = secret === undefined ? {} : { content: contentOf(record, secret) };
  const work: LineWork = { target, rules, stopping, read: inputs.read, onStarted: (outcome) => journal.append({ ...outcome, ...content }) };
  const outcome = await workLine(work, { record, ...(before?.runId === undefined ? {} : { runId: before.runId }) });
  if (outcome === undefined) return undefined;
  journal.append({ ...outcome, ...content });
  request.onLine(outcome, true);
  return outcome;
}

/** Lines that are under way come to their end; a batch that is stopping does not wait for ever. */
async function drain(underWay: ReadonlySet<Promise<void>>, stopping: Stopping): Promise<void> {
  const limit = new AbortController();
  const giveUp = (): void => {
    // Unreferenced timers and aborted ones both end quietly.
    sleep(DRAIN_MS_MAX, undefined, { signal: limit.signal, ref: false }).then(() => stopping.giveUp(), () => undefined);
  };
  if (stopping.gentle.aborted) giveUp();
  else stopping.gentle.addEventListener('abort', giveUp, { once: true });
  while (underWay.size > 0) await Promise.all(underWay);
  stopping.gentle.removeEventListener('abort', giveUp);
  limit.abort();
}
