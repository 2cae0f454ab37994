import { setTimeout as sleep } from 'node:timers/promises';
import { createDurableCompletion, createDurableEngine, createDurableInstances, createServiceSource, registerDurableFunctions, type DurablePorts, type ServiceSource } from '#shared/adapters/durable-functions/index.ts';
import { createMemoryDurableJournal, createMemoryExecutionIndex, openMemory } from '#shared/adapters/memory/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createDurablePrograms } from '#shared/application/runtime/durable-programs.ts';
import { createDurableWork } from '#shared/application/runtime/durable-work.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { openLiveHost } from '#tests/support/durable/live.ts';
import { runtimeContract, type OfferedTask, type OpenedRuntime } from '../ports/runtime.contract.ts';

/**
 * Real: the library `durable-functions`, its client, its registration through `@azure/functions`, our orchestrator, activities and adapters. Modelled: the
 * host that keeps histories and the service's HTTP interface (`tests/support/durable`).
 */
async function open(work: 'bank' | 'own zone'): Promise<OpenedRuntime> {
  const { definitionStore } = openMemory();
  const offered: OfferedTask[] = [];
  let service: ServiceSource | undefined;
  const source: ServiceSource = () => {
    assert(service !== undefined, 'the app is registered');
    return service();
  };
  const payloads = memoryPayloads();
  const instances = createDurableInstances(source);
  const journal = createMemoryDurableJournal();
  const worker = createDurableWork({
    clock: systemClock, programs: createDefinitionCache({ definitionStore }), limitMs: 60_000,
    executor: { execute: async (item) => (offered.push(item), 'pending') },
    door: { dispatch: async (tasks) => void offered.push(...tasks.flatMap(({ item }) => (item.kind === 'run' ? [item] : []))) },
  });
  const ports: DurablePorts = { programs: createDurablePrograms({ definitionStore }), work: worker, payloads, instances, journal };
  const live = await openLiveHost({
    register: () => {
      service = createServiceSource();
      registerDurableFunctions(async () => ports);
    },
  });
  // Any function that asks for it brings the way to the service; in an app it is the one that answers the request.
  await live.host.invoke('uwf-record', '{}');
  const engine = createDurableEngine({ clock: systemClock, ids: randomIdSource, service: source, instances, journal, payloads, work: worker });
  const hosted = createHostedRuntime({ clock: systemClock, ids: randomIdSource, index: createMemoryExecutionIndex(), engine });
  const runtime: Runtime = {
    ...hosted,
    publish: async ({ stored }) => {
      const tasks = work === 'bank' ? {} : Object.fromEntries(Object.keys(stored.program.machine.States).map((state) => [state, { zone: stored.program.placement.zone, pointer: '/do', priority: 'normal' as const, argumentOrigins: {} }]));
      await definitionStore.put({ stored: { ...stored, program: { ...stored.program, placement: { ...stored.program.placement, tasks } } } });
      await hosted.publish({ stored });
    },
  };
  return {
    runtime,
    completion: createDurableCompletion({ service: source, instances, payloads }),
    nextTask: async (executionId) => {
      for (;;) {
        const at = offered.findIndex((task) => task.executionId === executionId);
        const [task] = at < 0 ? [] : offered.splice(at, 1);
        if (task !== undefined) return task;
        await sleep(10);
      }
    },
    close: live.close,
  };
}

function memoryPayloads(): DurablePorts['payloads'] {
  const kept = new Map<string, JsonValue>();
  return { put: async ({ reference, value }) => void kept.set(reference, value), get: async ({ reference }) => kept.get(reference) };
}

runtimeContract('Durable Functions (the library on a modelled host, work of the bank)', () => open('bank'));
runtimeContract('Durable Functions (the library on a modelled host, work of its own zone)', () => open('own zone'));
