import { doubledMs } from '../kernel/backoff.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { RefusalReason, RefusedClaims, ResultClaims, StaleClaims } from './message.ts';
import { cancelStep, isOpenStep, reopenStep } from './step.ts';
import type { CloudView, StepEnd, StepRow, StepTurn } from './step-row.ts';

/** What a `result` says, with its body. */
export interface StepResult extends Pick<ResultClaims, 'outcome' | 'code' | 'rin'> {
  readonly body: JsonObject;
}

/** How a refused step waits before it is sent again. */
export interface RefusalWaits {
  /** After the first refusal; doubled with each attempt up to the longest. */
  readonly pauseMs: number;
  readonly pauseMsMax: number;
  /** How long a definition may be unknown to the runner, from when the step was wanted. */
  readonly unknownMsMax: number;
}

/**
 * How a step ended on-prem (protocol §6.3). A result of any attempt closes the step: the effect is a fact. A later one changes nothing; where it
 * says something else, that is a finding. Of an earlier incarnation of the site's store only `done` is believed (protocol §6.6): everything
 * else may have been forgotten by the restore and come out differently, so it is dropped; the step is due, and sent again (see `isDueStep`).
 */
export function takeResult(row: StepRow | undefined, result: StepResult, view: CloudView): StepTurn {
  if (row === undefined) return { finding: 'unknown-step' };
  if (!isOpenStep(row)) return { finding: row.status === result.outcome ? 'already-closed' : 'conflicting-outcome' };
  if (result.rin < view.rin && result.outcome !== 'done') return { finding: 'older-incarnation' };
  const { outcome, code, body } = result;
  const { refusal } = row;
  return closeStep(row, { outcome, body, ...(code === undefined ? {} : { code }), ...(refusal === undefined ? {} : { refusal }) }, view);
}

/** The site has another incarnation than the message named: an open step that was not sent to it yet goes back to `pending` (protocol §6.7). */
export function takeStale(row: StepRow | undefined, stale: Pick<StaleClaims, 'rin'>, view: CloudView): StepTurn {
  if (row === undefined) return { finding: 'unknown-step' };
  return isOpenStep(row) && row.rin < stale.rin ? { row: reopenStep(row, view.now) } : { finding: 'outdated' };
}

/**
 * The runner does not take the step. `expired` is sent again a little later. An unknown definition may still arrive; when it has not after the
 * wait, the step is cancelled, because an earlier message of it may still be under way, and the engine is told why. What the runner will never
 * do is closed at once: it has left a tombstone (see `refuseRun`).
 */
export function takeRefusal(row: StepRow | undefined, refused: Pick<RefusedClaims, 'why' | 'att' | 'rin'>, context: { readonly view: CloudView; readonly waits: RefusalWaits }): StepTurn {
  const { view, waits } = context;
  if (row === undefined) return { finding: 'unknown-step' };
  if (!isOpenStep(row) || refused.att < row.att || refused.rin < view.rin) return { finding: 'outdated' };
  if (isForEver(refused.why)) return closeStep(row, { outcome: 'failed', refusal: refused.why, body: {} }, view);
  if (refused.why === 'unknown-definition' && view.now - row.createdAt >= waits.unknownMsMax) {
    return cancelStep({ ...row, refusal: refused.why }, { ...row, why: 'stopped' }, view);
  }
  return { row: reopenStep(row, view.now + doubledMs({ minMs: waits.pauseMs, maxMs: waits.pauseMsMax }, row.att)) };
}

/** A step is being worked on: it is not silent, and the engine may hear of it. */
export function takeBeat(row: StepRow | undefined, beat: { readonly rin: number }, view: CloudView): StepTurn {
  if (row === undefined) return { finding: 'unknown-step' };
  if (!isOpenStep(row) || row.status !== 'dispatched' || beat.rin < view.rin) return { finding: 'outdated' };
  return { row: { ...row, dueAt: Math.max(row.dueAt, view.now + view.silenceMs) }, tell: { kind: 'alive' } };
}

/** Ends a step that cannot be sent at all, whatever is tried. */
export function failStep(row: StepRow, code: string, view: CloudView): StepTurn {
  return closeStep(row, { outcome: 'failed', code, body: {} }, view);
}

function isForEver(why: RefusalReason): boolean {
  return why === 'not-allowed' || why === 'no-approval';
}

/** The end of a step and the call that tells the engine, in one (protocol §6.3). Body and token are not kept. */
function closeStep(row: StepRow, end: StepEnd, view: CloudView): StepTurn {
  const { token: _token, ...rest } = row;
  return { row: { ...rest, status: end.outcome, body: {}, closedAt: view.now }, tell: { kind: 'ended', ...end } };
}
