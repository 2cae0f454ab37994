import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { ExecutionIndex, IndexedEnd } from '#shared/ports/execution-index.ts';

const STATUSES = {
  'execution-succeeded': 'succeeded',
  'execution-failed': 'failed',
  'execution-stopped': 'stopped',
  'execution-timed-out': 'timed-out',
} as const satisfies { readonly [kind: string]: IndexedEnd['status'] };

function isEnding(kind: string): kind is keyof typeof STATUSES {
  return Object.hasOwn(STATUSES, kind);
}

/**
 * A journal that notes the end of an execution in the index when it takes the fact of it, so that lists show it at once. At least once; the first end stays.
 * Errors: those of both.
 */
export function createEndingJournal({ journal, index }: { readonly journal: DurableJournal; readonly index: Pick<ExecutionIndex, 'end'> }): DurableJournal {
  return {
    ...journal,
    append: async (request) => {
      await journal.append(request);
      const end = request.facts.find(({ kind }) => isEnding(kind));
      if (end !== undefined) await noteEnd(index, request.executionId, end);
    },
  };
}

async function noteEnd(index: Pick<ExecutionIndex, 'end'>, executionId: string, { kind, at, details }: HistoryEvent): Promise<void> {
  if (!isEnding(kind)) return;
  const { output, error, cause } = details;
  const status = STATUSES[kind];
  const failure = { ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause } : {}) };
  const hasFailed = status === 'failed' || status === 'timed-out';
  await index.end({ executionId, status, at, ...(status === 'succeeded' && output !== undefined ? { output } : {}), ...(hasFailed ? { failure } : {}) });
}
