import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { definitionStoreContract } from '../ports/definition-store.contract.ts';
import { durableJournalContract } from '../ports/durable-journal.contract.ts';
import { endedExecutionsContract, hostedEndsContract } from '../ports/ended-executions.contract.ts';
import { eventBusContract } from '../ports/event-bus.contract.ts';
import { executionIndexContract } from '../ports/execution-index.contract.ts';
import { executionStoreContract } from '../ports/execution-store.contract.ts';
import { executionStoreRelayContract } from '../ports/execution-store-relay.contract.ts';
import { messageLogContract, messageLogPruneContract } from '../ports/message-log.contract.ts';
import { messageLogGroupContract } from '../ports/message-log-group.contract.ts';
import type { OpenedLog } from '../ports/message-logs.ts';
import type { Open } from '../ports/opened.ts';
import { scheduleStoreContract } from '../ports/schedule-store.contract.ts';
import { taskQueueContract } from '../ports/task-queue.contract.ts';

await describeWithPostgres('on PostgreSQL', () => {
  let postgres: TestPostgres;
  let other: PostgresPorts;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    other = await postgres.open();
  });
  afterAll(() => postgres.close());

  /** One schema for all cases, emptied for each of them; `other` has connections of its own. */
  function opening<T>(choose: (ports: PostgresPorts) => T): Open<T> {
    return async () => {
      await postgres.clear();
      return { port: choose(postgres.ports), other: choose(other), prune: postgres.ports.prune, close: async () => {} };
    };
  }

  executionStoreContract('PostgreSQL', opening((ports) => ports.executionStore));
  executionIndexContract('PostgreSQL', opening((ports) => ports.executionIndex));
  durableJournalContract('PostgreSQL', opening((ports) => ports.durableJournal));
  executionStoreRelayContract('PostgreSQL', opening((ports) => ports.executionStore));
  taskQueueContract('PostgreSQL', opening((ports) => ports.taskQueue));
  definitionStoreContract('PostgreSQL', opening((ports) => ports.definitionStore));
  eventBusContract('PostgreSQL', opening((ports) => ports.eventBus));
  endedExecutionsContract('PostgreSQL', opening((ports) => ports));
  hostedEndsContract('PostgreSQL', opening((ports) => ports));
  scheduleStoreContract('PostgreSQL', opening((ports) => ports.scheduleStore));

  /** Processes of their own for each case, because a case may close its log; topics and groups are never the same. */
  async function openLog(): Promise<OpenedLog> {
    const [own, another] = await Promise.all([postgres.open({ migrate: false }), postgres.open({ migrate: false })]);
    const createTopic = async (): Promise<string> => `topic-${randomUUID()}`;
    const close = async (): Promise<void> => {
      await Promise.all([own.close(), another.close()]);
    };
    return { port: own.messageLog, other: another.messageLog, createTopic, prune: own.prune, close };
  }

  messageLogContract('PostgreSQL', openLog);
  messageLogPruneContract('PostgreSQL', openLog);
  messageLogGroupContract('PostgreSQL', openLog);
});
