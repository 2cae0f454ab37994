import type { AuditLog } from '#shared/ports/audit-log.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { EndedExecutions } from '#shared/ports/ended-executions.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import type { Quarantine } from '#shared/ports/quarantine.ts';
import type { RecipientRegistry } from '#shared/ports/recipient-registry.ts';
import type { ScheduleStore } from '#shared/ports/schedule-store.ts';
import type { StepInbox } from '#shared/ports/step-inbox.ts';
import type { StepStore } from '#shared/ports/step-store.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import type { VaultStore } from '#shared/ports/vault-store.ts';
import { createPostgresAuditLog } from './audit-log.ts';
import { checkOptions, type PostgresOptions } from './config.ts';
import { createPostgresDefinitionStore } from './definition-store.ts';
import { createPostgresDurableJournal } from './durable-journal.ts';
import { createPostgresEndedExecutions } from './ended-executions.ts';
import { createPostgresEventBus, EVENTS_TOPIC } from './event-bus.ts';
import { createPostgresExecutionIndex } from './execution-index.ts';
import { createPostgresExecutionStore } from './execution-store.ts';
import { createPostgresMessageLog } from './message-log.ts';
import { migrate } from './migrate.ts';
import { createPool, createSqlPool } from './pool.ts';
import { prune } from './prune.ts';
import { createPostgresQuarantine } from './quarantine.ts';
import { createPostgresRecipientRegistry } from './recipient-registry.ts';
import { createPostgresScheduleStore } from './schedule-store.ts';
import { createPostgresStepInbox } from './step-inbox.ts';
import { createPostgresStepStore } from './step-store.ts';
import { createPostgresTaskQueue } from './task-queue.ts';
import { createPostgresVaultStore } from './vault-store.ts';
import { createWakeUps } from './wake-ups.ts';

export type { PostgresOptions, PostgresServer } from './config.ts';
export { createPool } from './pool.ts';
export { createSqlDatabases, type SqlDatabasesOptions } from './sql-databases.ts';

/** The stores of one zone, in one schema of a PostgreSQL server (15 or newer). */
export interface PostgresPorts {
  readonly executionStore: ExecutionStore;
  readonly executionIndex: ExecutionIndex;
  readonly durableJournal: DurableJournal;
  readonly taskQueue: TaskQueue;
  readonly messageLog: MessageLog;
  readonly definitionStore: DefinitionStore;
  readonly eventBus: EventBus;
  readonly endedExecutions: EndedExecutions;
  readonly scheduleStore: ScheduleStore;
  readonly quarantine: Quarantine;
  readonly stepStore: StepStore;
  readonly stepInbox: StepInbox;
  readonly vaultStore: VaultStore;
  readonly auditLog: AuditLog;
  readonly recipientRegistry: RecipientRegistry;
  /** Forgets what is only kept to recognise repetitions: idempotency keys, message ids, ended attempts, published events and records of the message log from before a time. */
  prune(request: { readonly before: number }): Promise<void>;
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>;
}

/**
 * Connects, brings the schema up to date and gives the ports.
 * Errors: `UWF-5001` (server not available, retryable), `UWF-5004` (schema of another program), `UWF-5005` (options).
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresPorts> {
  const { schema, maxConnections, logPartitions, logLeaseMs } = checkOptions(options);
  const pool = createPool(options);
  const store = createSqlPool(pool, 'UWF-5001');
  try {
    if (options.migrate !== false) await migrate(store, schema);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const wakeUps = createWakeUps(pool, schema, options);
  const queue = createSqlPool(pool, 'UWF-5002');
  const messageLog = createPostgresMessageLog(queue, schema, { wakeUps, partitions: logPartitions, leaseMs: logLeaseMs });
  let closing: Promise<void> | undefined;
  return {
    executionStore: createPostgresExecutionStore(store, schema),
    executionIndex: createPostgresExecutionIndex(store, schema),
    durableJournal: createPostgresDurableJournal(store, schema),
    taskQueue: createPostgresTaskQueue(queue, schema, wakeUps.published),
    messageLog,
    definitionStore: createPostgresDefinitionStore(store, schema),
    eventBus: createPostgresEventBus(store, schema, () => wakeUps.published(EVENTS_TOPIC)),
    endedExecutions: createPostgresEndedExecutions(store, schema),
    scheduleStore: createPostgresScheduleStore(store, schema),
    quarantine: createPostgresQuarantine(store, schema),
    stepStore: createPostgresStepStore(store, schema),
    stepInbox: createPostgresStepInbox(store, schema, Math.max(Math.floor(maxConnections / 2), 1)),
    vaultStore: createPostgresVaultStore(store, schema),
    auditLog: createPostgresAuditLog(store, schema),
    recipientRegistry: createPostgresRecipientRegistry(store, schema),
    prune: ({ before }) => prune(store, schema, before),
    close: () => (closing ??= messageLog.close().finally(() => wakeUps.close()).finally(() => pool.end())),
  };
}
