import type { CancelClaims } from './message.ts';
import type { CloudView, StepRow, StepTurn } from './step-row.ts';

/** A step that the engine wants done: what its row begins with. */
export type WantedStep = Pick<StepRow, 'key' | 'exe' | 'stp' | 'itr' | 'site' | 'priority' | 'act' | 'wfd' | 'kind' | 'ref' | 'token' | 'deadline' | 'trace' | 'body'>;

/** A step whose answer is no longer wanted, as far as its canceller knows it. */
export type UnwantedStep = Pick<StepRow, 'key' | 'exe' | 'stp' | 'itr' | 'site' | 'priority' | 'ref' | 'token'> & { readonly why: CancelClaims['why'] };

/** How often the time that a step may be silent is doubled: a step that waits its turn on-prem is sent again less and less often. */
const SILENCE_DOUBLINGS_MAX = 4;

/** True until the step has its end. */
export function isOpenStep({ status }: Pick<StepRow, 'status'>): boolean {
  return status === 'pending' || status === 'dispatched';
}

/** The engine wants a step done. Idempotent by key: what is known stays as it is, a cancellation that came first too. */
export function wantStep(row: StepRow | undefined, step: WantedStep, view: CloudView): StepTurn {
  return row === undefined ? { row: newStep(step, view) } : {};
}

/**
 * The answer is no longer wanted. Nothing is told to the engine before the runner has said what became of the step (protocol §6.5), not even of one
 * that was never dispatched: a restore may have forgotten that it was. A cancellation of an unknown step is kept, so that the step, should it
 * still come, is not begun.
 */
export function cancelStep(row: StepRow | undefined, step: UnwantedStep, view: CloudView): StepTurn {
  const { why, ...identity } = step;
  const known = row ?? newStep({ ...identity, act: '', wfd: '', kind: 'opaque', body: {} }, view);
  if (!isOpenStep(known) || known.cancel !== undefined) return {};
  return { row: { ...known, cancel: why, dueAt: view.now } };
}

/**
 * True when an open step has to be dispatched: it waits for it; it has been silent for too long (protocol §6.2), which is what makes loss
 * impossible; this store was restored since (protocol §8, restore of the cloud); or the site's store was (protocol §8.4).
 */
export function isDueStep(row: StepRow, view: CloudView): boolean {
  return isOpenStep(row) && (row.dueAt <= view.now || isRestoredStep(row, view) || row.rin < view.rin);
}

/** True for a row of an earlier incarnation of this store: what happened to the step since is forgotten. */
export function isRestoredStep(row: StepRow, view: Pick<CloudView, 'cin'>): boolean {
  return row.cin < view.cin;
}

/** Sends a due step: a `run` with the next attempt (protocol §6.1), or the cancellation while that is what is wanted. */
export function dispatchStep(row: StepRow, view: CloudView): StepTurn {
  if (!isDueStep(row, view)) return {};
  const dispatched: StepRow = { ...row, status: 'dispatched', cin: view.cin, rin: view.rin, dueAt: view.now + view.silenceMs };
  if (row.cancel !== undefined) return { row: dispatched, send: 'cancel' };
  const att = row.att + 1;
  return { row: { ...dispatched, att, dueAt: view.now + view.silenceMs * 2 ** Math.min(att - 1, SILENCE_DOUBLINGS_MAX) }, send: 'run' };
}

/** An open step that has to be sent again, at once or later. */
export function reopenStep(row: StepRow, dueAt: number): StepRow {
  return { ...row, status: 'pending', dueAt };
}

function newStep(step: WantedStep, view: CloudView): StepRow {
  return { ...step, status: 'pending', att: 0, cin: view.cin, rin: view.rin, dueAt: view.now, createdAt: view.now };
}
