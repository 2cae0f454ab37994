import { foreignTasks } from '#shared/core/tier/foreign-tasks.ts';
import type { UnansweredWork } from '#shared/ports/execution-engine.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { DefinitionCache } from '../definition-cache.ts';
import type { TaskDoor } from '../engine-ports.ts';

/** What noting an end needs. */
export interface NoteEndPorts {
  readonly runtime: Pick<Runtime, 'load'>;
  readonly index: Pick<ExecutionIndex, 'load'>;
  readonly programs: DefinitionCache;
  readonly unanswered: UnansweredWork;
  readonly door: TaskDoor;
}

/**
 * A cloud's service says that an execution has ended: its end goes into the index, and what the bank still does for it is cancelled. Idempotent. An
 * execution that is none of ours, or still runs, changes nothing. Errors: `UWF-5001`, `UWF-5010`; then it has to be told again.
 */
export async function noteEnd(ports: NoteEndPorts, { executionId }: { readonly executionId: string }): Promise<void> {
  const execution = await ports.runtime.load({ executionId });
  if (execution === undefined || execution.record.status === 'running') return;
  const place = (await ports.index.load({ executionId }))?.place;
  const { stored } = await ports.programs.load(execution.record.revision);
  const foreign = new Set(foreignTasks(stored.program.placement));
  if (place === undefined || foreign.size === 0) return;
  const unanswered = (await ports.unanswered.of({ executionId, place })).filter(({ state }) => foreign.has(state));
  const why = execution.record.status === 'timed-out' ? 'timed-out' : 'stopped';
  await ports.door.dispatch(unanswered.map(({ attemptId, scope }) => ({ priority: 'normal', why, item: { kind: 'cancel', attemptId, executionId, ...(scope === undefined ? {} : { scope }) } })));
}
