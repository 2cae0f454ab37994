import { openSince } from '#shared/core/durable/facts.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { frameAwaitingAttempt } from '#shared/core/interpreter/frame.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';

/** What the system's own tasks have to know of the attempts that they are carried out for, and only the runtime can say. */
export interface SystemAttempts {
  /** Undefined: nobody waits for the attempt any more. Errors: `UWF-5001`. */
  find(item: Pick<WorkItem, 'executionId' | 'attemptId'>): Promise<AwaitedAttempt | undefined>;
}

/** An attempt that somebody waits for. */
export interface AwaitedAttempt {
  /** When the execution came to the task, over all of its retries; epoch milliseconds. */
  readonly enteredAt: number;
  /** See `StartRequest.depth`. */
  readonly depth: number;
}

/** Attempts of our own engine: its snapshot tells all. */
export function createEngineAttempts({ executionStore }: { readonly executionStore: Pick<ExecutionStore, 'load'> }): SystemAttempts {
  return {
    find: async ({ executionId, attemptId }) => {
      const stored = await executionStore.load({ executionId });
      const frame = stored === undefined ? undefined : frameAwaitingAttempt(stored.snapshot.root, attemptId);
      return stored === undefined || frame === undefined ? undefined : { enteredAt: frame.enteredAt, depth: stored.snapshot.execution.depth ?? 0 };
    },
  };
}

/** Attempts of orchestrations: what led to one is in the journal before its work begins. */
export function createDurableAttempts({ journal, index }: { readonly journal: Pick<DurableJournal, 'read'>; readonly index: Pick<ExecutionIndex, 'load'> }): SystemAttempts {
  return {
    find: async ({ executionId, attemptId }) => {
      const enteredAt = openSince(await readAll(journal, executionId), attemptId);
      return enteredAt === undefined ? undefined : { enteredAt, depth: (await index.load({ executionId }))?.depth ?? 0 };
    },
  };
}

/** Facts of a journal that are read at a time. */
const PAGE_FACTS_MAX = 1_000;

async function readAll(journal: Pick<DurableJournal, 'read'>, executionId: string): Promise<readonly HistoryEvent[]> {
  const facts: HistoryEvent[] = [];
  for (;;) {
    const page = await journal.read({ executionId, after: facts.length, max: PAGE_FACTS_MAX });
    facts.push(...page);
    if (page.length < PAGE_FACTS_MAX) return facts;
  }
}
