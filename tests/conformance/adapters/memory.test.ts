import { createCountingIdSource, createManualClock, openMemory, type MemoryPorts } from '#shared/adapters/memory/index.ts';
import { definitionStoreContract } from '../ports/definition-store.contract.ts';
import { endedExecutionsContract } from '../ports/ended-executions.contract.ts';
import { eventBusContract } from '../ports/event-bus.contract.ts';
import { executionStoreContract } from '../ports/execution-store.contract.ts';
import { executionStoreRelayContract } from '../ports/execution-store-relay.contract.ts';
import { inboxContract } from '../ports/inbox.contract.ts';
import { clockContract, idSourceContract } from '../ports/machine.contract.ts';
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
inboxContract('memory', opening((ports) => ports.inbox));
definitionStoreContract('memory', opening((ports) => ports.definitionStore));
eventBusContract('memory', opening((ports) => ports.eventBus));
endedExecutionsContract('memory', opening((ports) => ports));
scheduleStoreContract('memory', opening((ports) => ports.scheduleStore));
clockContract('memory', () => createManualClock(1));
idSourceContract('memory', createCountingIdSource);
