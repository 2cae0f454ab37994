import type { BankView, InboxRow, InboxTurn, StepAnswer } from '#shared/core/protocol/inbox-row.ts';
import type { Hold } from '#shared/core/protocol/inbox-work.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import { aboutRow, changeInbox } from './change-inbox.ts';
import type { WorkerPorts } from './perform.ts';
import type { BankDoorSettings } from './settings.ts';

/** What the parts of one worker share. */
export interface WorkerContext {
  readonly ports: WorkerPorts;
  readonly settings: BankDoorSettings;
}

/** A step that this process has claimed. */
export interface Holding {
  readonly hold: Hold;
  readonly item: WorkItem;
  /** As it was claimed. */
  readonly row: InboxRow;
  /** True when the claim found it started: its effect may have happened before. */
  readonly mayHaveBegun: boolean;
  /** Aborted when the hold is lost, or the process stops. */
  readonly signal: AbortController;
  isLost: boolean;
  /** How it ended, while the store could not be told. */
  untold?: StepAnswer;
  /** How far its handler says that it is. */
  percent?: number;
  /** True while the row is locked by the transaction of a `local` effect: nobody else can claim it, and who writes it waits. */
  isLocked: boolean;
  /** As it is in the store, as far as this process knows; absent: it has to be loaded. */
  current?: Versioned<InboxRow>;
}

/** What a worker knows when something happens. */
export async function bankView({ clock, incarnation }: Pick<WorkerPorts, 'clock' | 'incarnation'>): Promise<BankView> {
  return { now: clock.now(), rin: await incarnation.current() };
}

/**
 * Changes the row of a hold. What this process wrote last is tried first: only when somebody else wrote in between is the row loaded. False: fenced,
 * nothing was written. Errors: `UWF-5001`.
 */
export async function changeHeld({ ports, settings }: WorkerContext, holding: Holding, change: { readonly view: BankView; readonly turn: (row: InboxRow | undefined) => InboxTurn | undefined }): Promise<boolean> {
  const { current } = holding;
  delete holding.current;
  const last: { calls: number; turn: InboxTurn | undefined } = { calls: 0, turn: undefined };
  const turn = (row: InboxRow | undefined): InboxTurn => {
    last.calls += 1;
    last.turn = change.turn(row);
    return last.turn ?? {};
  };
  const loaded = current === undefined ? {} : { loaded: [current] };
  await changeInbox(ports, settings, [{ key: holding.hold.key, about: aboutRow(holding.row), turn }], { view: change.view, ...loaded });
  const isFirst = last.calls === 1 && current !== undefined;
  if (isFirst && last.turn?.row !== undefined) holding.current = { row: last.turn.row, version: current.version + 1 };
  else if (isFirst && last.turn !== undefined) holding.current = current;
  return last.turn !== undefined;
}
