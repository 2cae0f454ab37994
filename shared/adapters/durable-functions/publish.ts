import { APART_DEPTH_MAX } from '#shared/core/durable/limits.ts';
import { tooDeepState } from '#shared/core/durable/nesting.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';

/** Nothing is put anywhere: the orchestrator finds programs by their revision. Refuses what could not be carried out. Errors: `UWF-4222`. */
export function checkPublishable({ program }: StoredDefinition): void {
  const state = tooDeepState(program.machine);
  if (state === undefined) return;
  throw new UwfError('UWF-4222', `Durable Functions cannot carry out the state ${state}: branches and items are nested deeper than ${String(APART_DEPTH_MAX)} levels`, { details: { state } });
}
