import type { JsonObject } from '../kernel/json.ts';
import type { EffectKind, RefusalReason, StepOutcome } from './message.ts';
import type { Priority } from '../kernel/priority.ts';

/** Where a step stands on-prem: `ready` nobody has it, `claimed` a worker has it, `started` its effect may have happened; the others are final. */
export type InboxState = 'ready' | 'claimed' | 'started' | StepOutcome;

/** A step as the runner keeps it (protocol §7). Never changed in place. */
export interface InboxRow {
  /** See `stepKey`. */
  readonly key: string;
  readonly exe: string;
  readonly stp: string;
  readonly itr: string;
  readonly priority: Priority;
  /** See `strictestKind`. */
  readonly kind: EffectKind;
  readonly state: InboxState;
  /** Fencing number: raised by every claim, and by what makes a claim worthless. */
  readonly epoch: number;
  /** Highest dispatch attempt that was seen. */
  readonly att: number;
  /** Incarnation of the cloud's store, as the last message told it. */
  readonly cin: number;
  /** Incarnation of this store in which the row was last confirmed (ADR 0011, point 7). */
  readonly rin: number;
  /** Epoch milliseconds: no worker gets it before. End of a lease, time of the next try, or when it came. */
  readonly dueAt: number;
  readonly worker?: string;
  /** How often it was put off because something that it needs was not there. */
  readonly tries: number;
  /** What to do; absent where only a cancellation is known. Without its body once it is done. */
  readonly work?: StepWork;
  /** How it ended: told again whenever the cloud asks again. */
  readonly answer?: StepAnswer;
  readonly receivedAt: number;
  readonly endedAt?: number;
}

/** What to do, as the accepted `run` said it. */
export interface StepWork {
  readonly act: string;
  readonly wfd: string;
  readonly ref: string;
  readonly deadline?: number;
  readonly trace?: string;
  readonly body: JsonObject;
}

/** What the cloud is told of a step that has ended; the body is fit to leave the zone. */
export interface StepAnswer {
  readonly outcome: StepOutcome;
  /** ASL error name of a `failed` step. */
  readonly code?: string;
  readonly body?: JsonObject;
}

/** What the bank side knows when something happens to a row. */
export interface BankView {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Incarnation of this store. */
  readonly rin: number;
}

/** What becomes of a row: at most one row and one answer to the cloud, to be committed together. */
export interface InboxTurn {
  /** Absent: nothing is written. */
  readonly row?: InboxRow;
  readonly answer?: InboxAnswer;
}

/** Which message answers. `result` tells the stored answer of the row. */
export type InboxAnswer = { readonly kind: 'result'; readonly row: InboxRow } | { readonly kind: 'stale' } | { readonly kind: 'refused'; readonly why: RefusalReason };

/** True once nothing more happens to the row. */
export function isEndedRow({ state }: Pick<InboxRow, 'state'>): boolean {
  return state !== 'ready' && state !== 'claimed' && state !== 'started';
}

/**
 * True for an open row of another incarnation, an earlier one unless the incarnation itself was lost: nobody knows any more what happened to it. It counts as started and sleeps until a message of
 * the current incarnation says what the cloud thinks (protocol §8.1).
 */
export function isAsleep(row: InboxRow, view: BankView): boolean {
  return !isEndedRow(row) && row.rin !== view.rin;
}

/** The end of a row with the answer that tells it. Neither the body of the work nor its worker are kept. */
export function endRow(row: InboxRow, answer: StepAnswer, view: BankView): { readonly row: InboxRow; readonly answer: InboxAnswer } {
  const { work, worker: _worker, ...rest } = row;
  const ended: InboxRow = { ...rest, ...(work === undefined ? {} : { work: { ...work, body: {} } }), state: answer.outcome, rin: view.rin, answer, endedAt: view.now };
  return { row: ended, answer: { kind: 'result', row: ended } };
}
