import { endRow, isAsleep, isEndedRow, type BankView, type InboxRow, type InboxTurn, type StepAnswer } from './inbox-row.ts';

/** A claim of a row: what its holder shows with everything that it writes. */
export interface Hold {
  readonly key: string;
  readonly epoch: number;
  /** Incarnation of the store in which it was claimed: a holder from before a restore is fenced, whatever the epochs are. */
  readonly rin: number;
}

/** When and how work is given back. `hasBegun`: its effect may have happened. */
export interface Postponement {
  readonly dueAt: number;
  readonly hasBegun: boolean;
}

/** True when a worker may have the row: it is open, confirmed in this incarnation, and nobody holds it (protocol §7, §8.1). */
export function isClaimable(row: InboxRow, view: BankView): boolean {
  return !isEndedRow(row) && !isAsleep(row, view) && row.dueAt <= view.now;
}

/** The row in the hands of a worker, under the next epoch. One that was started stays so: its effect may have happened. */
export function claimRow(row: InboxRow, worker: string, leaseUntil: number): InboxRow {
  return { ...row, state: row.state === 'started' ? 'started' : 'claimed', epoch: row.epoch + 1, worker, dueAt: leaseUntil };
}

/** The hold that a claimed row gives. */
export function holdOf({ key, epoch, rin }: InboxRow): Hold {
  return { key, epoch, rin };
}

/** False: fenced. Such a worker stops without writing, answering or committing anything (protocol §7). */
export function isHeld(row: InboxRow | undefined, hold: Hold): row is InboxRow {
  return row !== undefined && row.epoch === hold.epoch && row.rin === hold.rin && (row.state === 'claimed' || row.state === 'started');
}

/** The intent, written before the effect. Undefined: fenced. */
export function startWork(row: InboxRow | undefined, hold: Hold): InboxTurn | undefined {
  if (!isHeld(row, hold)) return undefined;
  return row.state === 'started' ? {} : { row: { ...row, state: 'started' } };
}

/** A longer lease. Undefined: fenced. */
export function renewWork(row: InboxRow | undefined, hold: Hold, leaseUntil: number): InboxTurn | undefined {
  return isHeld(row, hold) ? { row: { ...row, dueAt: leaseUntil } } : undefined;
}

/** The end of the work: the row and its answer in one transaction. Undefined: fenced, roll back. */
export function endWork(row: InboxRow | undefined, held: { readonly hold: Hold; readonly answer: StepAnswer }, view: BankView): InboxTurn | undefined {
  return isHeld(row, held.hold) ? endRow(row, held.answer, view) : undefined;
}

/** Gives a claim back that nothing was done with: not a try, and nothing has begun that had not before. Undefined: fenced. */
export function returnWork(row: InboxRow | undefined, hold: Hold, dueAt: number): InboxTurn | undefined {
  if (!isHeld(row, hold)) return undefined;
  const { worker: _worker, ...free } = row;
  return { row: { ...free, state: row.state === 'claimed' ? 'ready' : row.state, dueAt } };
}

/**
 * Gives work back, to be tried later. What has begun stays started; what must not happen twice and may have happened is in doubt instead
 * (protocol §7, effects by kind). Undefined: fenced.
 */
export function postponeWork(row: InboxRow | undefined, held: { readonly hold: Hold; readonly postponement: Postponement }, view: BankView): InboxTurn | undefined {
  if (!isHeld(row, held.hold)) return undefined;
  const { dueAt, hasBegun } = held.postponement;
  if (hasBegun && row.kind === 'opaque') return endRow(row, { outcome: 'in_doubt' }, view);
  const { worker: _worker, ...free } = row;
  return { row: { ...free, state: hasBegun ? 'started' : 'ready', dueAt, tries: row.tries + 1 } };
}
