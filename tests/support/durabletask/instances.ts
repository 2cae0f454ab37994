import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableInstances } from '#shared/adapters/durable-functions/index.ts';
import type { DurableTaskLibrary, LibraryClient, LibraryState } from './library.ts';

const LOOK_MS = 20;

/** Whether an orchestration is over, and how; undefined while it may go on. */
export function endOf(library: DurableTaskLibrary, { runtimeStatus }: LibraryState): 'COMPLETED' | 'FAILED' | 'TERMINATED' | undefined {
  const name = library.OrchestrationStatus[runtimeStatus];
  return name === 'COMPLETED' || name === 'FAILED' || name === 'TERMINATED' ? name : undefined;
}

/** The sidecar's door to its orchestrations, through the library's client. */
export function createLibraryInstances(library: DurableTaskLibrary, client: LibraryClient): DurableInstances {
  const isOver = (state: LibraryState | undefined): boolean => state !== undefined && endOf(library, state) !== undefined;
  return {
    raise: async ({ instanceId, event, body }) => {
      const state = await client.getOrchestrationState(instanceId, false);
      // The backend keeps an event for nobody until somebody of that name is there.
      if (state === undefined || isOver(state)) return 'closed';
      await client.raiseOrchestrationEvent(instanceId, event, body);
      return 'told';
    },
    end: async ({ instanceId, reason }) => {
      let state = await client.getOrchestrationState(instanceId, true);
      if (state === undefined) return undefined;
      if (!isOver(state)) await client.terminateOrchestration(instanceId, reason);
      while (!isOver(state)) {
        await sleep(LOOK_MS);
        state = await client.getOrchestrationState(instanceId, true);
      }
      return { status: shownBy(state) };
    },
  };
}

function shownBy(state: LibraryState | undefined): string {
  const text = state?.serializedCustomStatus ?? '';
  return text === '' ? '{}' : String(JSON.parse(text));
}
