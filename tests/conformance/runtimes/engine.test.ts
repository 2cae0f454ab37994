import { setTimeout as sleep } from 'node:timers/promises';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createEngineCompletion } from '#shared/application/door/engine-completion.ts';
import { fireTimers } from '#shared/application/fire-timers.ts';
import { parseOutboxPayload } from '#shared/application/transition.ts';
import { openEngine } from '#tests/support/engine-harness.ts';
import { runtimeContract, type OfferedTask, type OpenedRuntime } from '../ports/runtime.contract.ts';

/** Our engine in memory, with its outbox as the place where work is offered. */
async function open(): Promise<OpenedRuntime> {
  const { ports, looking } = openEngine({ clock: systemClock, ids: randomIdSource });
  const offered: OfferedTask[] = [];
  const look = async (): Promise<void> => {
    await fireTimers(ports);
    const entries = await ports.executionStore.claimOutbox({ now: systemClock.now(), leaseMs: 60_000, max: 100 });
    for (const { payload } of entries) {
      const content = parseOutboxPayload(payload);
      if (content.ok && content.value.message.kind === 'run') offered.push(content.value.message);
    }
    await ports.executionStore.settleOutbox({ entryIds: entries.map(({ id }) => id) });
  };
  return {
    runtime: looking.runtime,
    completion: createEngineCompletion(ports),
    nextTask: async (executionId) => {
      for (;;) {
        await look();
        const at = offered.findIndex((task) => task.executionId === executionId);
        const [task] = at < 0 ? [] : offered.splice(at, 1);
        if (task !== undefined) return task;
        await sleep(20);
      }
    },
    close: () => Promise.resolve(),
  };
}

runtimeContract('our engine', open);
