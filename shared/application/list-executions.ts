import type { ExecutionPage, ListExecutions } from '#shared/ports/execution-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';

/** Executions of one page at most. */
export const LIST_PAGE_MAX = 100;

/** Executions of a page whose size is not given. */
export const LIST_PAGE_DEFAULT = 20;

/** Executions, newest first, page by page; `max` is held within {@link LIST_PAGE_MAX}. Errors: `UWF-4000` (foreign cursor), `UWF-5001`. */
export async function listExecutions(ports: { readonly runtime: Runtime }, request: Omit<ListExecutions, 'max'> & { readonly max?: number }): Promise<ExecutionPage> {
  const max = Math.min(Math.max(Math.trunc(request.max ?? LIST_PAGE_DEFAULT), 1), LIST_PAGE_MAX);
  return ports.runtime.list({ ...request, max });
}
