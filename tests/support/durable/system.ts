import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createCronCalendar } from '#shared/adapters/croner/index.ts';
import { createDurableCompletion, createDurableEngine, createDurableInstances, createServiceSource, registerDurableFunctions, type DurablePorts, type ServiceSource } from '#shared/adapters/durable-functions/index.ts';
import { createManualClock, createMemoryDurableJournal, openMemory, type MemoryPorts } from '#shared/adapters/memory/index.ts';
import { nodeDigest, randomIdSource } from '#shared/adapters/node/index.ts';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createDurablePrograms } from '#shared/application/runtime/durable-programs.ts';
import { createDurableWork } from '#shared/application/runtime/durable-work.ts';
import { createEndingJournal } from '#shared/application/runtime/ending-journal.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { createServedRuntime } from '#shared/application/runtime/served-runtime.ts';
import { createScheduleFollower } from '#shared/application/schedules/follow-schedule.ts';
import { createDurableAttempts } from '#shared/application/system-attempts.ts';
import type { SystemPorts } from '#shared/application/system-ports.ts';
import { createSystemRounds } from '#shared/application/system-rounds.ts';
import { createSystemTaskExecutor, SYSTEM_RESOURCES } from '#shared/application/system-tasks.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import type { LogLine } from '#tests/support/engine-harness.ts';
import { STARTED_AT } from '#tests/support/machines.ts';
import { createDurableHost, type DurableHost } from './host.ts';
import { startServiceApi } from './service-api.ts';

/** The stores that the app has beside the service. */
export type DurableStores = Pick<MemoryPorts, 'definitionStore' | 'eventBus' | 'endedExecutions' | 'scheduleStore' | 'executionIndex'> & { readonly durableJournal: DurableJournal };

export interface DurableSystemOptions {
  readonly stores?: DurableStores;
  /** Events are delivered twice, activities that only pass something on are run twice. */
  readonly duplicates?: boolean;
  readonly oneByOne?: boolean;
  /** Puts something between the system's tasks and the answers that they give. */
  readonly completion?: (completion: TaskCompletion) => TaskCompletion;
}

/** The system's tasks on Durable Functions: the real library, its client and our app on the modelled host, by a clock that stands still. */
export interface DurableSystem {
  readonly ports: SystemPorts;
  readonly runtime: Runtime;
  readonly host: DurableHost;
  readonly clock: { now(): number; advance(milliseconds: number): void };
  readonly log: readonly LogLine[];
  /** Everything that can be done now, until nothing is left. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export function memoryDurableStores(): DurableStores {
  return { ...openMemory({ now: () => STARTED_AT }), durableJournal: createMemoryDurableJournal() };
}

export async function openDurableSystem(options: DurableSystemOptions = {}): Promise<DurableSystem> {
  const clock = createManualClock(STARTED_AT);
  const log: LogLine[] = [];
  const write = (level: LogLine['level']): Logger['info'] => (event, fields = {}) => void log.push({ level, event, fields });
  const logger: Logger = { info: write('info'), warn: write('warn'), error: write('error') };
  const stores = options.stores ?? memoryDurableStores();
  const { definitionStore, eventBus, endedExecutions, scheduleStore, executionIndex: index } = stores;
  const holder: { source?: ServiceSource } = {};
  const service: ServiceSource = () => {
    assert(holder.source !== undefined, 'the app is registered');
    return holder.source();
  };
  const instances = createDurableInstances(service);
  const payloads = memoryPayloads();
  const journal = createEndingJournal({ journal: stores.durableJournal, index });
  const completion = createDurableCompletion({ service, instances, payloads });
  const news = createCommitSignal();
  const clockwork = { clock, digest: nodeDigest, calendar: createCronCalendar(), definitionStore, scheduleStore, eventBus, news };
  const ports: SystemPorts = {
    ...clockwork, logger, endedExecutions,
    runtime: { start: (request) => runtime.start(request), load: (request) => runtime.load(request), stop: (request) => runtime.stop(request) },
    completion: options.completion?.(completion) ?? completion,
    schedules: createScheduleFollower(clockwork),
    attempts: createDurableAttempts({ journal, index }),
    validator: createSchemaValidator(),
    inputRules: { tenant: 'bank', knownKeys: new Set() },
  };
  const executor = createSystemTaskExecutor(ports, { execute: async (item) => ({ ok: true, output: item.arguments }) });
  const work = createDurableWork({ clock, programs: createDefinitionCache({ definitionStore }), executor, door: { dispatch: async () => undefined }, limitMs: 60_000 });
  const durable: DurablePorts = { programs: createDurablePrograms({ definitionStore }), work, payloads, instances, journal };
  const engine = createDurableEngine({ clock, ids: randomIdSource, service, instances, journal, payloads, work });
  const runtime: Runtime = createServedRuntime(createHostedRuntime({ clock, ids: randomIdSource, index, engine }), new Set(['uwf:validate', ...SYSTEM_RESOURCES]));
  const api = await startServiceApi(() => host, () => undefined);
  const { duplicates, oneByOne } = options;
  const host: DurableHost = createDurableHost({
    startAt: STARTED_AT, clock: clock.now, service: () => api.binding, ...(duplicates === undefined ? {} : { duplicates }), ...(oneByOne === undefined ? {} : { oneByOne }),
    register: () => {
      holder.source = createServiceSource();
      registerDurableFunctions(async () => durable);
    },
  });
  // Any function that asks for it brings the way to the service; in an app it is the one that answers the request.
  await host.invoke('uwf-record', '{}');
  const rounds = createSystemRounds(ports);
  return {
    ports, runtime, host, clock, log,
    settle: async () => {
      for (let turn = 0; turn < 500; turn += 1) {
        await host.run(clock.now());
        if ((await rounds.move()) === 0) return;
      }
      assert(false, 'a system comes to rest');
    },
    close: api.close,
  };
}

function memoryPayloads(): DurablePorts['payloads'] {
  const kept = new Map<string, JsonValue>();
  return { put: async ({ reference, value }) => void kept.set(reference, value), get: async ({ reference }) => kept.get(reference) };
}
