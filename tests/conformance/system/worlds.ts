import { publishEvents } from '#shared/application/events/publish-events.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import type { SystemPorts } from '#shared/application/system-ports.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { registrationOf } from '#tests/support/definitions.ts';
import { openDurableSystem, type DurableSystemOptions } from '#tests/support/durable/system.ts';
import { openSystem } from '#tests/support/system-harness.ts';

/** An event as a test writes it. */
export interface GivenEvent {
  readonly type: string;
  readonly id: string;
  readonly [attribute: string]: JsonValue;
}

/** A runtime with events, schedules and workflows that run workflows, by a clock that stands still. */
export interface SystemWorld {
  readonly ports: SystemPorts;
  readonly runtime: Runtime;
  register(text: string): Promise<StoredDefinition>;
  start(stored: StoredDefinition, input?: JsonValue): Promise<string>;
  publish(...events: readonly GivenEvent[]): Promise<void>;
  settle(): Promise<void>;
  advance(milliseconds: number): Promise<void>;
  recordOf(executionId: string): Promise<ExecutionRecord>;
  /** Executions of a workflow, oldest first. */
  runsOf(name: string): Promise<readonly ExecutionRecord[]>;
  subscribersOf(executionId: string): Promise<number>;
  close(): Promise<void>;
}

interface Parts {
  readonly ports: SystemPorts;
  readonly runtime: Runtime;
  readonly target: DeploymentTarget;
  readonly clock: { advance(milliseconds: number): void };
  settle(): Promise<void>;
  close(): Promise<void>;
}

function worldOf({ ports, runtime, target, clock, settle, close }: Parts): SystemWorld {
  const programs = createProgramCache(ports);
  return {
    ports, runtime, settle, close,
    register: async (text) => {
      const registered = await registerDefinition({ ...ports, runtime, programs }, registrationOf(text, { target }));
      assert(registered.ok, registered.ok ? '' : JSON.stringify(registered.diagnostics));
      return registered.stored;
    },
    start: async (stored, input = {}) => (await runtime.start({ stored, input, principal: 'alice' })).executionId,
    publish: async (...events) => {
      const checked = events.map(({ type, id, ...more }) => {
        const event: JsonObject = { specversion: '1.0', id, source: 'tests', type, ...more };
        return { id, source: 'tests', type, event };
      });
      await publishEvents(ports, checked);
    },
    advance: async (milliseconds) => {
      clock.advance(milliseconds);
      await settle();
    },
    recordOf: async (executionId) => {
      const found = await runtime.load({ executionId });
      assert(found !== undefined, 'the execution is there');
      return found.record;
    },
    runsOf: async (name) => [...(await runtime.list({ max: 100, definition: { name } })).executions].reverse(),
    subscribersOf: async (executionId) => (await ports.eventBus.ofExecution({ executionId })).length,
  };
}

/** Our engine. */
export async function openEngineWorld(): Promise<SystemWorld> {
  const { ports, clock, settle } = openSystem();
  return worldOf({ ports, runtime: ports.runtime, clock, settle, target: { name: 'test', runtime: 'engine', zone: 'private-cloud' }, close: async () => undefined });
}

/** Durable Functions. */
export async function openDurableWorld(options: DurableSystemOptions = {}): Promise<SystemWorld> {
  const system = await openDurableSystem(options);
  return worldOf({ ...system, target: { name: 'test', runtime: 'durable-functions', zone: 'private-cloud' } });
}
