import { endRow, isAsleep, isEndedRow, type BankView, type InboxRow, type InboxTurn, type StepWork } from './inbox-row.ts';
import type { CancelClaims, EffectKind, RefusalReason, RunClaims } from './message.ts';
import type { Priority } from '../kernel/priority.ts';

/** A verified `run`. */
export interface RunCommand extends Pick<RunClaims, 'key' | 'exe' | 'stp' | 'itr' | 'att' | 'cin' | 'rin'> {
  readonly priority: Priority;
  readonly work: StepWork;
  /** What the runner itself says of it: how it is done, or why not. */
  readonly verdict: RunVerdict;
}

/** What the runner's own catalogue, registry and allow-list say of a `run`. */
export type RunVerdict = { readonly kind: EffectKind } | { readonly refused: Exclude<RefusalReason, 'expired'> };

/** A verified `cancel`. */
export interface CancelCommand extends Pick<CancelClaims, 'key' | 'exe' | 'stp' | 'itr' | 'att' | 'cin' | 'rin'> {
  readonly priority: Priority;
}

/** ASL error name of what the runner will not do. */
export const REFUSED_ERROR = 'Uwf.NotAllowed';

/**
 * A `run` has come (protocol §7). Of another incarnation: `stale`, nothing else. Ended before: the stored answer again. Known and open: only the
 * attempt is raised; one that sleeps is confirmed, as started (protocol §8.1). Unknown: accepted, unless the runner does not do such a thing.
 * Something else under the key of a step is refused, so that nobody gets an answer to another question.
 */
export function takeRun(row: InboxRow | undefined, run: RunCommand, view: BankView): InboxTurn {
  if (run.rin !== view.rin) return { answer: { kind: 'stale' } };
  if (row === undefined) return acceptRun(run, view);
  if (isOtherWork(row, run)) return { answer: { kind: 'refused', why: 'not-allowed' } };
  if (isEndedRow(row)) return answerAgain(row, view);
  const seen = { ...row, att: Math.max(row.att, run.att), cin: Math.max(row.cin, run.cin) };
  if (!isAsleep(row, view)) return seen.att === row.att && seen.cin === row.cin ? {} : { row: seen };
  const { worker: _worker, ...free } = seen;
  return { row: { ...free, state: 'started', rin: view.rin, epoch: row.epoch + 1, dueAt: view.now } };
}

/** A `run` that was good but for its age: answered, so that the cloud need not wait to find out (protocol §5). It begins nothing. */
export function takeExpiredRun(row: InboxRow | undefined, run: Pick<RunCommand, 'rin'>, view: BankView): InboxTurn {
  if (run.rin !== view.rin) return { answer: { kind: 'stale' } };
  if (row === undefined) return { answer: { kind: 'refused', why: 'expired' } };
  return isEndedRow(row) ? answerAgain(row, view) : {};
}

/**
 * A `cancel` has come (protocol §7). Unknown: a tombstone, which a late `run` then finds. Not begun: cancelled, and whoever claimed it is fenced.
 * Started: ignored, the result will tell. One that sleeps may have been begun in the time that the restore forgot: `in_doubt`.
 */
export function takeCancel(row: InboxRow | undefined, cancel: CancelCommand, view: BankView): InboxTurn {
  if (cancel.rin !== view.rin) return { answer: { kind: 'stale' } };
  if (row === undefined) return endRow(unknownRow(cancel, view), { outcome: mayHaveBegunCancelled(cancel, view) ? 'in_doubt' : 'cancelled' }, view);
  if (isEndedRow(row)) return answerAgain(row, view);
  if (isAsleep(row, view)) return endRow({ ...row, epoch: row.epoch + 1 }, { outcome: 'in_doubt' }, view);
  return row.state === 'started' ? {} : endRow({ ...row, epoch: row.epoch + 1 }, { outcome: 'cancelled' }, view);
}

/**
 * True when an earlier attempt of an unknown step may lie in the time that a restore of this store forgot (protocol §8.2): it was sent before, or
 * the cloud itself may have forgotten that it was. A store that was never restored forgets nothing.
 */
export function mayHaveBegun(run: Pick<RunCommand, 'att' | 'cin'>, view: BankView): boolean {
  return view.rin > 1 && (run.att > 1 || run.cin > 1);
}

/** The same of a cancellation (protocol §8.3), whose `att` counts the attempts that were sent. */
export function mayHaveBegunCancelled(cancel: Pick<CancelCommand, 'att' | 'cin'>, view: BankView): boolean {
  return view.rin > 1 && (cancel.att > 0 || cancel.cin > 1);
}

/**
 * The stored answer again. That nothing was done is believed only of this incarnation and the one before: a backup of an older one may have been passed
 * over by a restore in between, under which the step was done after all (found by simulation).
 */
function answerAgain(row: InboxRow, view: BankView): InboxTurn {
  const isPassedOver = (row.state === 'cancelled' || row.state === 'failed') && row.rin < view.rin - 1;
  return isPassedOver ? endRow(row, { outcome: 'in_doubt' }, view) : { answer: { kind: 'result', row } };
}

/** An engine that was restored may give an attempt's number to another task. */
function isOtherWork({ work }: InboxRow, run: RunCommand): boolean {
  return work !== undefined && (work.act !== run.work.act || work.wfd !== run.work.wfd);
}

function acceptRun(run: RunCommand, view: BankView): InboxTurn {
  const hasBegun = mayHaveBegun(run, view);
  if ('refused' in run.verdict) return refuseRun(run, { why: run.verdict.refused, hasBegun }, view);
  return { row: { ...unknownRow(run, view), kind: run.verdict.kind, state: hasBegun ? 'started' : 'ready', work: run.work } };
}

/**
 * What the runner does not do. A definition may still arrive: nothing is kept. What it will never do leaves a tombstone, so that no other attempt
 * is accepted once the cloud has been told. What may have been done already is in doubt.
 */
function refuseRun(run: RunCommand, refusal: { readonly why: Exclude<RefusalReason, 'expired'>; readonly hasBegun: boolean }, view: BankView): InboxTurn {
  const { why, hasBegun } = refusal;
  const answer = { kind: 'refused', why } as const;
  if (why === 'unknown-definition') return { answer };
  if (hasBegun) return endRow({ ...unknownRow(run, view), work: run.work }, { outcome: 'in_doubt' }, view);
  return { row: endRow({ ...unknownRow(run, view), work: run.work }, { outcome: 'failed', code: REFUSED_ERROR }, view).row, answer };
}

function unknownRow({ key, exe, stp, itr, priority, att, cin }: CancelCommand, { now, rin }: BankView): InboxRow {
  return { key, exe, stp, itr, priority, kind: 'opaque', state: 'ready', epoch: 0, att, cin, rin, dueAt: now, tries: 0, receivedAt: now };
}
