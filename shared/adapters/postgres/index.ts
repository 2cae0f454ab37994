import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { EndedExecutions } from '#shared/ports/ended-executions.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import type { Inbox } from '#shared/ports/inbox.ts';
import type { ScheduleStore } from '#shared/ports/schedule-store.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import { checkOptions, type PostgresOptions } from './config.ts';
import { createPostgresDefinitionStore } from './definition-store.ts';
import { createPostgresEndedExecutions } from './ended-executions.ts';
import { createPostgresEventBus, EVENTS_TOPIC } from './event-bus.ts';
import { createPostgresExecutionStore } from './execution-store.ts';
import { createPostgresInbox } from './inbox.ts';
import { migrate } from './migrate.ts';
import { createPool, createSqlPool } from './pool.ts';
import { prune } from './prune.ts';
import { createPostgresScheduleStore } from './schedule-store.ts';
import { createPostgresTaskQueue } from './task-queue.ts';
import { createWakeUps } from './wake-ups.ts';

export type { PostgresOptions, PostgresServer } from './config.ts';
export { createPool } from './pool.ts';

/** The stores of one zone, in one schema of a PostgreSQL server (15 or newer). */
export interface PostgresPorts {
  readonly executionStore: ExecutionStore;
  readonly taskQueue: TaskQueue;
  readonly definitionStore: DefinitionStore;
  readonly inbox: Inbox;
  readonly eventBus: EventBus;
  readonly endedExecutions: EndedExecutions;
  readonly scheduleStore: ScheduleStore;
  /** Forgets what is only kept to recognise repetitions: idempotency keys, message ids, ended attempts and published events from before a time. */
  prune(request: { readonly before: number }): Promise<void>;
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>;
}

/**
 * Connects, brings the schema up to date and gives the ports.
 * Errors: `UWF-5001` (server not available, retryable), `UWF-5004` (schema of another program), `UWF-5005` (options).
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresPorts> {
  const { schema } = checkOptions(options);
  const pool = createPool(options);
  const store = createSqlPool(pool, 'UWF-5001');
  try {
    if (options.migrate !== false) await migrate(store, schema);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const wakeUps = createWakeUps(pool, schema, options);
  let closing: Promise<void> | undefined;
  return {
    executionStore: createPostgresExecutionStore(store, schema),
    taskQueue: createPostgresTaskQueue(createSqlPool(pool, 'UWF-5002'), schema, wakeUps.published),
    definitionStore: createPostgresDefinitionStore(store, schema),
    inbox: createPostgresInbox(store, schema),
    eventBus: createPostgresEventBus(store, schema, () => wakeUps.published(EVENTS_TOPIC)),
    endedExecutions: createPostgresEndedExecutions(store, schema),
    scheduleStore: createPostgresScheduleStore(store, schema),
    prune: ({ before }) => prune(store, schema, before),
    close: () => (closing ??= wakeUps.close().then(() => pool.end())),
  };
}
