import type { TaskPriority } from '#shared/core/definition/model.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import { createCountingIdSource, createManualClock, openMemory, type ManualClock } from '#shared/adapters/memory/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { createEngineRuntime } from '#shared/application/runtime/engine-runtime.ts';
import { STARTED_AT } from './machines.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: JsonObject;
}

/** The ports of one engine, in memory, with a clock that stands still and a log that can be read. */
export interface EngineHarness {
  readonly ports: EnginePorts;
  /** For those who look at executions. */
  readonly looking: Pick<EnginePorts, 'programs'> & { readonly runtime: Runtime };
  readonly clock: ManualClock;
  readonly log: LogLine[];
  /** What went through the door to the other zone. */
  readonly dispatched: readonly RoutedTask[];
}

function createRecordingLogger(log: LogLine[]): Logger {
  const write = (level: LogLine['level']) => (event: string, fields: JsonObject = {}) => void log.push({ level, event, fields });
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

export function openEngine(more: Partial<EnginePorts> = {}): EngineHarness {
  const clock = createManualClock(STARTED_AT);
  const log: LogLine[] = [];
  const dispatched: RoutedTask[] = [];
  const { executionStore, taskQueue, definitionStore } = openMemory({ now: clock.now });
  const ports: EnginePorts = {
    clock,
    ids: createCountingIdSource(),
    logger: createRecordingLogger(log),
    digest: nodeDigest,
    executionStore,
    definitionStore,
    taskQueue,
    topics: topicsOf('test', 'bank'),
    programs: createProgramCache({ definitionStore: more.definitionStore ?? definitionStore }),
    commits: createCommitSignal(),
    door: { dispatch: async (tasks) => void dispatched.push(...tasks) },
    ...more,
  };
  return { ports, looking: { programs: ports.programs, runtime: createEngineRuntime(ports) }, clock, log, dispatched };
}

/** A compiled program around a machine, named by the machine's Comment; `zones` places its Task states, which are in the target's own zone otherwise. */
export function compiledOf(machine: AslMachine, zones: { readonly [state: string]: Zone } = {}): CompiledProgram {
  const taskNames = Object.entries(machine.States).flatMap(([name, state]) => (state.Type === 'Task' ? [name] : []));
  const tasks = taskNames.map((name) => [name, { zone: zones[name] ?? 'private-cloud', pointer: `/do/0/${name}`, priority: 'normal', argumentOrigins: {} }] as const);
  return {
    identity: { namespace: 'tests', name: machine.Comment ?? 'machine', version: '1.0.0' },
    compilerVersion: 'test',
    target: { name: 'test', runtime: 'engine', zone: 'private-cloud' },
    machine,
    sourceMap: { states: Object.fromEntries(taskNames.map((name) => [name, { pointer: `/do/0/${name}`, task: name, phase: 'body' }])), fields: {} },
    placement: { zone: 'private-cloud', tasks: Object.fromEntries(tasks), input: [] },
    evidence: { flows: [], declassifications: [], observations: [] },
    inputSchema: true,
    source: {},
  };
}

/** Registers a machine as it is, without a document. */
export async function storeMachine({ ports }: EngineHarness, machine: AslMachine, zones: { readonly [state: string]: Zone } = {}): Promise<StoredDefinition> {
  const program = compiledOf(machine, zones);
  const stored = { identity: program.identity, revision: revisionOf(nodeDigest, program), program, registeredAt: STARTED_AT, registeredBy: 'author', inline: false };
  const outcome = await ports.definitionStore.put({ stored });
  assert(outcome !== 'conflict', 'machines that are registered together have names of their own, by their Comment');
  return stored;
}

/** Registers a machine and starts it. */
export async function startMachine(harness: EngineHarness, machine: AslMachine, more: { readonly input?: JsonValue; readonly zones?: { readonly [state: string]: Zone }; readonly priority?: TaskPriority } = {}): Promise<string> {
  const stored = await storeMachine(harness, machine, more.zones);
  const { executionId } = await startExecution(harness.ports, { stored, input: more.input ?? {}, principal: 'alice', ...(more.priority === undefined ? {} : { priority: more.priority }) });
  return executionId;
}

/** What waits on a topic, taken and given back at once. */
export async function peek({ ports }: EngineHarness, topic: string): Promise<readonly { readonly id: string; readonly key: string; readonly body: JsonObject }[]> {
  const deliveries = await ports.taskQueue.receive({ topic, consumer: 'test', max: 100, leaseMs: 1, now: ports.clock.now() });
  await ports.taskQueue.release({ topic, receipts: deliveries.map((delivery) => delivery.receipt), availableAt: ports.clock.now() });
  return deliveries.map(({ id, key, body }) => ({ id, key, body }));
}
