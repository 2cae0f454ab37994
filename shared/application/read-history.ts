import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { visibleExecution, type LookRequest } from './visible-execution.ts';

/** Events of one page at most. */
export const HISTORY_PAGE_EVENTS_MAX = 1_000;

/** Events of a page whose size is not given. */
export const HISTORY_PAGE_EVENTS_DEFAULT = 100;

/** What one look at an execution reads at most; beyond it progress is told of the first so many events. */
const HISTORY_EVENTS_READ_MAX = 25_000;

/** A part of a history. `next` is the `after` of the part that follows; absent when there was nothing more. */
export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  readonly next?: number;
}

/**
 * The history of an execution, in order, page by page. `principal` given: executions of others are answered as if there were none.
 * Errors: `UWF-4041`, `UWF-5001`.
 */
export async function readHistory(
  ports: { readonly runtime: Runtime },
  request: LookRequest & { readonly after?: number; readonly max?: number },
): Promise<HistoryPage> {
  const { executionId, after = 0 } = request;
  await visibleExecution(ports, request);
  const max = Math.min(Math.max(request.max ?? HISTORY_PAGE_EVENTS_DEFAULT, 1), HISTORY_PAGE_EVENTS_MAX);
  const events = await ports.runtime.history({ executionId, after, max });
  const last = events.at(-1);
  return last === undefined || events.length < max ? { events } : { events, next: last.sequence };
}

/** The whole history of an execution, up to a limit that no execution of an honest size reaches. */
export async function allHistory(ports: { readonly runtime: Runtime }, executionId: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  while (events.length < HISTORY_EVENTS_READ_MAX) {
    const page = await ports.runtime.history({ executionId, after: events.at(-1)?.sequence ?? 0, max: HISTORY_PAGE_EVENTS_MAX });
    events.push(...page);
    if (page.length < HISTORY_PAGE_EVENTS_MAX) break;
  }
  return events;
}
