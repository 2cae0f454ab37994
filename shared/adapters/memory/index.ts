import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { EndedExecutions } from '#shared/ports/ended-executions.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import type { ScheduleStore } from '#shared/ports/schedule-store.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import { createMemoryDefinitionStore } from './definition-store.ts';
import { createMemoryEndedExecutions } from './ended-executions.ts';
import { createMemoryEventBus } from './event-bus.ts';
import { createMemoryExecutionIndex } from './execution-index.ts';
import { createMemoryExecutionStore } from './execution-store.ts';
import { createMemoryScheduleStore } from './schedule-store.ts';
import { createMemoryTaskQueue } from './task-queue.ts';

export { createMemoryAuditLog } from './audit-log.ts';
export { createMemoryDurableJournal } from './durable-journal.ts';
export { createMemoryBlobStore } from './blob-store.ts';
export { createMemoryExecutionIndex, type MemoryExecutionIndex } from './execution-index.ts';
export { createManualClock, type ManualClock } from './clock.ts';
export { createCountingIdSource } from './id-source.ts';
export { createMemoryMessageLog, type MemoryMessageLog, type MemoryMessageLogOptions } from './message-log.ts';
export { createMemoryQuarantine } from './quarantine.ts';
export { createMemoryRecipientRegistry } from './recipient-registry.ts';
export { createMemoryIncarnation, type MemoryIncarnation } from './incarnation.ts';
export { createMemorySecretStore } from './secret-store.ts';
export { createMemoryStepInbox, type LocalStatement, type MemoryStepInbox, type StepInboxSnapshot } from './step-inbox.ts';
export { createMemoryStepStore, type MemoryStepStore, type StepStoreSnapshot } from './step-store.ts';
export { createMemoryVaultStore } from './vault-store.ts';

/** The stores of one zone, in memory. */
export interface MemoryPorts {
  readonly executionStore: ExecutionStore;
  readonly executionIndex: ExecutionIndex;
  readonly taskQueue: TaskQueue;
  readonly definitionStore: DefinitionStore;
  readonly eventBus: EventBus;
  readonly endedExecutions: EndedExecutions;
  readonly scheduleStore: ScheduleStore;
  /** Forgets what is only kept to recognise repetitions: idempotency keys, message ids, ended attempts and published events from before a time. */
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
  const endedExecutions = createMemoryEndedExecutions((executionId) => executionStore.hasEnded(executionId) || executionIndex.hasEnded(executionId));
  const executionStore = createMemoryExecutionStore({ onEnded: endedExecutions.ended });
  const executionIndex = createMemoryExecutionIndex({ onEnded: endedExecutions.ended });
  const eventBus = createMemoryEventBus();
  const taskQueue = createMemoryTaskQueue({ now: options.now ?? Date.now, ...(options.onPublished === undefined ? {} : { onPublished: options.onPublished }) });
  return {
    executionStore,
    executionIndex,
    taskQueue,
    definitionStore: createMemoryDefinitionStore(),
    eventBus,
    endedExecutions,
    scheduleStore: createMemoryScheduleStore(),
    prune: async (request) => [executionStore, executionIndex, taskQueue, eventBus].forEach((port) => port.prune(request)),
    close: async () => {},
  };
}
