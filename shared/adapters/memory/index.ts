import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import type { Inbox } from '#shared/ports/inbox.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import { createMemoryDefinitionStore } from './definition-store.ts';
import { createMemoryExecutionStore } from './execution-store.ts';
import { createMemoryInbox } from './inbox.ts';
import { createMemoryTaskQueue } from './task-queue.ts';

export { createManualClock, type ManualClock } from './clock.ts';
export { createCountingIdSource } from './id-source.ts';

/** The stores of one zone, in memory. */
export interface MemoryPorts {
  readonly executionStore: ExecutionStore;
  readonly taskQueue: TaskQueue;
  readonly definitionStore: DefinitionStore;
  readonly inbox: Inbox;
  /** Forgets what is only kept to recognise repetitions: idempotency keys, message ids and ended attempts from before a time. */
  prune(request: { readonly before: number }): Promise<void>;
  close(): Promise<void>;
}

export interface MemoryOptions {
  /** Epoch milliseconds; stamps message ids for `prune`. The machine's clock unless given. */
  readonly now?: () => number;
  /** Told the topic after each publication, so that its receiver need not wait for its next poll. */
  readonly onPublished?: (topic: string) => void;
}

/** Opens empty stores that live as long as the process: for tests, simulation and dry runs. */
export function openMemory(options: MemoryOptions = {}): MemoryPorts {
  const executionStore = createMemoryExecutionStore();
  const taskQueue = createMemoryTaskQueue({ now: options.now ?? Date.now, ...(options.onPublished === undefined ? {} : { onPublished: options.onPublished }) });
  const inbox = createMemoryInbox();
  return {
    executionStore,
    taskQueue,
    definitionStore: createMemoryDefinitionStore(),
    inbox,
    prune: async (request) => [executionStore, taskQueue, inbox].forEach((port) => port.prune(request)),
    close: async () => {},
  };
}
