import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createCronCalendar } from '#shared/adapters/croner/index.ts';
import { openMemory, type MemoryPorts } from '#shared/adapters/memory/index.ts';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { deliverEvents } from '#shared/application/events/deliver-events.ts';
import { fireTimers } from '#shared/application/fire-timers.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { relayOutbox } from '#shared/application/relay-outbox.ts';
import { createScheduleFollower } from '#shared/application/schedules/follow-schedule.ts';
import { fireSchedules } from '#shared/application/schedules/fire-schedules.ts';
import type { ScheduleOptions } from '#shared/application/schedules/times.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { createEngineSystem, type SystemPorts } from '#shared/application/system-ports.ts';
import { createSystemTaskExecutor } from '#shared/application/system-tasks.ts';
import { tellEnded } from '#shared/application/tell-ended.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { createLocalWorker } from '#shared/application/work-locally.ts';
import type { CheckedEvent } from '#shared/core/events/cloud-event.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import { registrationOf } from './definitions.ts';
import { openEngine, type EngineHarness } from './engine-harness.ts';
import { STARTED_AT } from './machines.ts';

/** All that the system's tasks and the engine under them need. */
export type SystemHarnessPorts = SystemPorts & EnginePorts & { readonly runtime: Runtime };

/** An engine with events, schedules and child executions, whose every step is asked for; the clock stands still. */
export interface SystemHarness extends EngineHarness {
  readonly ports: SystemHarnessPorts;
  register(text: string): Promise<StoredDefinition>;
  start(stored: StoredDefinition, input?: JsonValue): Promise<string>;
  /** Everything that can be done now, until nothing is left. */
  settle(): Promise<void>;
  recordOf(executionId: string): Promise<ExecutionRecord>;
  publish(...events: readonly { readonly type: string; readonly id?: string; readonly data?: JsonValue; readonly [attribute: string]: JsonValue | undefined }[]): Promise<void>;
}

const nothing: TaskExecutor = { execute: async (item) => ({ ok: true, output: item.arguments }) };

export interface SystemHarnessOptions extends ScheduleOptions {
  readonly others?: TaskExecutor;
  readonly stores?: Pick<MemoryPorts, 'executionStore' | 'taskQueue' | 'definitionStore' | 'eventBus' | 'endedExecutions' | 'scheduleStore'>;
}

export function openSystem(options: SystemHarnessOptions = {}): SystemHarness {
  const memory = options.stores ?? openMemory({ now: () => STARTED_AT });
  const { executionStore, taskQueue, definitionStore, eventBus, endedExecutions, scheduleStore } = memory;
  const engine = openEngine({ executionStore, taskQueue, definitionStore });
  const calendar = createCronCalendar();
  const news = createCommitSignal();
  const schedules = createScheduleFollower({ ...engine.ports, calendar, scheduleStore, eventBus, news }, options);
  const ports: SystemHarnessPorts = {
    ...engine.ports, ...createEngineSystem(engine.ports), eventBus, endedExecutions, scheduleStore, calendar, news, schedules,
    validator: createSchemaValidator(),
    inputRules: { tenant: 'bank', knownKeys: new Set() },
  };
  const worker = createLocalWorker(ports, { executor: createSystemTaskExecutor(ports, options.others ?? nothing) });
  const once = async (): Promise<number> => {
    const found = [await relayOutbox(ports), await worker.work()];
    await worker.drain();
    found.push(await fireTimers(ports), await deliverEvents(ports), await tellEnded(ports), await fireSchedules(ports, options));
    return found.reduce((sum, count) => sum + count, 0);
  };
  let published = 0;
  return {
    ...engine,
    ports,
    register: async (text) => {
      const registered = await registerDefinition(ports, registrationOf(text));
      assert(registered.ok, registered.ok ? '' : JSON.stringify(registered.diagnostics));
      return registered.stored;
    },
    start: async (stored, input = {}) => (await startExecution(ports, { stored, input, principal: 'alice' })).executionId,
    settle: async () => {
      for (let turn = 0; turn < 500; turn += 1) if ((await once()) === 0) return;
      assert(false, 'a system comes to rest');
    },
    recordOf: async (executionId) => {
      const stored = await executionStore.load({ executionId });
      assert(stored !== undefined, 'the execution is there');
      return stored.record;
    },
    publish: async (...events) => {
      const checked = events.map(({ type, id, ...more }): CheckedEvent => {
        published += 1;
        const event = { specversion: '1.0', id: id ?? `e-${published}`, source: 'tests', type, ...(more as JsonObject) };
        return { id: event.id, source: 'tests', type, event };
      });
      await eventBus.publish({ events: checked, now: ports.clock.now() });
    },
  };
}
