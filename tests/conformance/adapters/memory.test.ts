import { createCountingIdSource, createManualClock, createMemoryDurableJournal, createMemoryExecutionIndex, createMemoryMessageLog, openMemory, type MemoryPorts } from '#shared/adapters/memory/index.ts';
import { definitionStoreContract } from '../ports/definition-store.contract.ts';
import { durableJournalContract } from '../ports/durable-journal.contract.ts';
import { endedExecutionsContract, hostedEndsContract } from '../ports/ended-executions.contract.ts';
import { eventBusContract } from '../ports/event-bus.contract.ts';
import { executionIndexContract } from '../ports/execution-index.contract.ts';
import { executionStoreContract } from '../ports/execution-store.contract.ts';
import { executionStoreRelayContract } from '../ports/execution-store-relay.contract.ts';
import { clockContract, idSourceContract } from '../ports/machine.contract.ts';
import { messageLogContract, messageLogPruneContract } from '../ports/message-log.contract.ts';
import { messageLogGroupContract } from '../ports/message-log-group.contract.ts';
import type { OpenedLog } from '../ports/message-logs.ts';
import type { Opened } from '../ports/opened.ts';
import { scheduleStoreContract } from '../ports/schedule-store.contract.ts';
import { taskQueueContract } from '../ports/task-queue.contract.ts';

/** Each time empty stores; memory has no other process to be seen from. */
function opening<T>(choose: (ports: MemoryPorts) => T): () => Promise<Opened<T>> {
  return async () => {
    const ports = openMemory();
    return { port: choose(ports), other: choose(ports), prune: ports.prune, close: ports.close };
  };
}

executionStoreContract('memory', opening((ports) => ports.executionStore));
executionStoreRelayContract('memory', opening((ports) => ports.executionStore));
taskQueueContract('memory', opening((ports) => ports.taskQueue));
definitionStoreContract('memory', opening((ports) => ports.definitionStore));
eventBusContract('memory', opening((ports) => ports.eventBus));
endedExecutionsContract('memory', opening((ports) => ports));
hostedEndsContract('memory', opening((ports) => ports));
scheduleStoreContract('memory', opening((ports) => ports.scheduleStore));
executionIndexContract('memory', async () => {
  const port = createMemoryExecutionIndex();
  return { port, other: port, prune: async (request) => port.prune(request), close: async () => {} };
});
durableJournalContract('memory', async () => {
  const port = createMemoryDurableJournal();
  return { port, other: port, prune: async () => {}, close: async () => {} };
});
clockContract('memory', () => createManualClock(1));
idSourceContract('memory', createCountingIdSource);

async function openLog(): Promise<OpenedLog> {
  const log = createMemoryMessageLog({ now: Date.now });
  let topics = 0;
  const createTopic = async (): Promise<string> => `topic-${String((topics += 1))}`;
  return { port: log, other: log, createTopic, prune: async (request) => log.prune(request), close: () => log.close() };
}

messageLogContract('memory', openLog);
messageLogPruneContract('memory', openLog);
messageLogGroupContract('memory', openLog);
