import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { OutgoingMessage, SeenMessage, Versioned } from '#shared/ports/door-outbox.ts';
import type { EngineCall } from '#shared/ports/step-store.ts';

/** How often rows are decided anew because another writer was quicker. */
export const CHANGE_ATTEMPTS_MAX = 16;

/** Something that happens to one row. */
export interface RowInput<R> {
  readonly key: string;
  /** The message that brought it. */
  readonly seen?: SeenMessage;
  /** What becomes of the row and what leaves with it. Asked again when another writer came first. */
  readonly apply: (row: R | undefined) => AppliedTurn<R>;
}

/** What became of one input. Without a row nothing of the row is written. */
export interface AppliedTurn<R> {
  readonly row?: R;
  readonly messages?: readonly OutgoingMessage[];
  readonly calls?: readonly EngineCall[];
}

/** One row after all inputs about it, with all that leaves. */
export interface FoldedChange<R> {
  readonly row: R;
  readonly expectedVersion: number;
  readonly messages: readonly OutgoingMessage[];
  readonly calls: readonly EngineCall[];
  readonly seen: readonly SeenMessage[];
}

/** What a batch comes to: rows to change, and what is written without a row. */
export interface FoldedBatch<R> {
  readonly changes: readonly FoldedChange<R>[];
  readonly messages: readonly OutgoingMessage[];
  readonly seen: readonly SeenMessage[];
}

/** A store of rows, as a batch needs it. */
export interface RowStore<R> {
  load(keys: readonly string[]): Promise<readonly Versioned<R>[]>;
  /** Keys whose versions were stale. */
  commit(batch: FoldedBatch<R>): Promise<readonly string[]>;
}

/**
 * Applies inputs to rows and commits them in one transaction, in order per row. Rows that another writer changed in between are loaded and decided
 * again, alone. Errors: those of the store; `UWF-5001` when others were always faster.
 */
export async function changeRows<R extends { readonly key: string }>(store: RowStore<R>, inputs: readonly RowInput<R>[], loaded?: readonly Versioned<R>[]): Promise<void> {
  let open = inputs;
  let rows = loaded;
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS_MAX; attempt += 1) {
    rows ??= await store.load([...new Set(open.map(({ key }) => key))]);
    const batch = foldInputs(rows, open);
    const isEmpty = batch.changes.length === 0 && batch.messages.length === 0 && batch.seen.length === 0;
    const stale = isEmpty ? [] : await store.commit(batch);
    if (stale.length === 0) return;
    open = open.filter(({ key }) => stale.includes(key));
    rows = undefined;
  }
  throw new UwfError('UWF-5001', 'the step is changed by others all the time');
}

interface Folding<R> {
  row: R | undefined;
  readonly expectedVersion: number;
  isChanged: boolean;
  readonly messages: OutgoingMessage[];
  readonly calls: EngineCall[];
  readonly seen: SeenMessage[];
}

function foldInputs<R extends { readonly key: string }>(rows: readonly Versioned<R>[], inputs: readonly RowInput<R>[]): FoldedBatch<R> {
  const known = new Map(rows.map((stored) => [stored.row.key, stored]));
  const folds = new Map<string, Folding<R>>();
  for (const { key, seen, apply } of inputs) {
    const stored = known.get(key);
    const fold: Folding<R> = folds.get(key) ?? { row: stored?.row, expectedVersion: stored?.version ?? 0, isChanged: false, messages: [], calls: [], seen: [] };
    folds.set(key, fold);
    const turn = apply(fold.row);
    if (turn.row !== undefined) Object.assign(fold, { row: turn.row, isChanged: true });
    if (turn.messages !== undefined) fold.messages.push(...turn.messages);
    if (turn.calls !== undefined) fold.calls.push(...turn.calls);
    if (seen !== undefined) fold.seen.push(seen);
  }
  const all = [...folds.values()];
  const unchanged = all.filter(({ isChanged }) => !isChanged);
  return {
    changes: all.flatMap(({ row, expectedVersion, isChanged, messages, calls, seen }) => (row !== undefined && isChanged ? [{ row, expectedVersion, messages, calls, seen }] : [])),
    messages: unchanged.flatMap(({ messages }) => messages),
    seen: unchanged.flatMap(({ seen }) => seen),
  };
}
