import type { Runtime } from '#shared/ports/runtime.ts';
import { noteEnd, type NoteEndPorts } from './note-end.ts';

/** Executions of one page. */
const PAGE_EXECUTIONS = 50;

/**
 * Looks at executions that count as running, newest first: an end that nobody told is noted, and what the bank still does for it cancelled. Goes on while
 * `mayGoOn` says so, since a function has its time; the next sweep begins anew. Returns how many it looked at. Errors: `UWF-5001`, `UWF-5010`.
 */
export async function sweepExecutions(ports: NoteEndPorts & { readonly runtime: Runtime }, mayGoOn: () => boolean): Promise<number> {
  let looked = 0;
  let cursor: string | undefined;
  do {
    const page = await ports.runtime.list({ status: 'running', max: PAGE_EXECUTIONS, ...(cursor === undefined ? {} : { cursor }) });
    for (const { id } of page.executions) {
      if (!mayGoOn()) return looked;
      await noteEnd(ports, { executionId: id });
      looked += 1;
    }
    ({ cursor } = page);
  } while (cursor !== undefined);
  return looked;
}
