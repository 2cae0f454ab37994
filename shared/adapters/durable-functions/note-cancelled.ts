import { cancelledFact, openAttempts } from '#shared/core/durable/facts.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { CancelledAttempt } from './ports.ts';

/** Events of a journal that are read at a time. */
const PAGE_FACTS_MAX = 1_000;

/** The whole history of an execution. Errors: `UWF-5001`. */
export async function readJournal(journal: DurableJournal, executionId: string): Promise<readonly HistoryEvent[]> {
  const facts: HistoryEvent[] = [];
  for (;;) {
    const page = await journal.read({ executionId, after: facts.length, max: PAGE_FACTS_MAX });
    facts.push(...page);
    if (page.length < PAGE_FACTS_MAX) return facts;
  }
}

/** Attempts of scopes that were ended from outside, which tell nothing any more. */
export interface EndedAttempts {
  readonly executionId: string;
  /** Those that were found; `all`: every one that the journal tells no end of. */
  readonly attemptIds: readonly string[] | 'all';
  readonly at: number;
}

/** Tells the journal that attempts are not awaited any more, and gives them with their states. Idempotent. Errors: `UWF-5001`. */
export async function noteCancelled(journal: DurableJournal, { executionId, attemptIds, at }: EndedAttempts): Promise<readonly CancelledAttempt[]> {
  if (attemptIds !== 'all' && attemptIds.length === 0) return [];
  const history = await readJournal(journal, executionId);
  const open = openAttempts(history);
  const states = new Map(history.flatMap(({ kind, state, details }) => (kind === 'task-scheduled' ? [[details['attemptId'], state] as const] : [])));
  const ids = attemptIds === 'all' ? [...open.keys()] : attemptIds;
  for (const attemptId of ids) {
    const fact = open.get(attemptId);
    if (fact !== undefined) await journal.append({ executionId, scope: `cancelled:${attemptId}`, facts: [cancelledFact(fact, at)] });
  }
  return ids.map((attemptId) => {
    const state = states.get(attemptId);
    return { attemptId, ...(state === undefined ? {} : { state }) };
  });
}
