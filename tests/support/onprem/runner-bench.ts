import { expect } from 'vitest';
import { createRunner, type Runner } from '#onprem-runner/daemon/runner.ts';
import type { RunnerOptions, RunnerPorts } from '#onprem-runner/daemon/runner-ports.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import type { Handler } from '#onprem-runner/handlers/define-handler.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createSealer, createUnsealer, generateSealingKey } from '#shared/adapters/jose/index.ts';
import { openMemory, type MemoryPorts } from '#shared/adapters/memory/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { encodeWorkItem, parseWorkAnswer } from '#shared/application/work-messages.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkAnswer, WorkItem } from '#shared/core/work/message.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Sealer, Unsealer } from '#shared/ports/sealer.ts';

export const TENANT = 'bank';
export const RUNNER_ID = 'runner-1';
export const PRINCIPAL = 'partner-1';
export const TOPICS = topicsOf('test', TENANT);
const TARGET: DeploymentTarget = { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' };

/** A runner with everything around it in memory, and real sealing. */
export interface RunnerBench {
  readonly runner: Runner;
  readonly memory: MemoryPorts;
  readonly sealer: Sealer;
  readonly unsealer: Unsealer;
  readonly ports: RunnerPorts;
  /** All that was logged, as text. */
  log(): string;
  /** Compiles a document, and makes it known to the runner unless told otherwise. */
  register(text: string, options?: { readonly target?: DeploymentTarget; readonly isUnknown?: boolean }): Promise<StoredDefinition>;
  /** Sends a work item and waits for its answer. */
  ask(item: WorkItem): Promise<WorkAnswer>;
  /** The next answer on the topic of results. */
  answer(): Promise<WorkAnswer>;
  send(item: WorkItem): Promise<void>;
  /** Seals an input field as the client of {@link PRINCIPAL} does. */
  sealInput(stored: StoredDefinition, field: string, value: JsonValue): Promise<string>;
}

const WAIT_MS_MAX = 5_000;
let items = 0;

export async function createRunnerBench(handlers: readonly Handler[], more: Partial<RunnerPorts> & { readonly options?: Partial<RunnerOptions>; readonly memory?: MemoryPorts } = {}): Promise<RunnerBench> {
  const { options, memory = openMemory(), ...given } = more;
  const key = await generateSealingKey();
  const sealer = await createSealer({ key, clock: systemClock, ids: randomIdSource });
  const unsealer = await createUnsealer({ keys: [key] });
  const lines: string[] = [];
  const log = (event: string, fields?: object) => lines.push(JSON.stringify({ event, ...fields }));
  const ports: RunnerPorts = {
    queue: memory.taskQueue,
    inbox: memory.inbox,
    definitions: memory.definitionStore,
    sealer,
    unsealer,
    validator: createSchemaValidator(),
    clock: systemClock,
    logger: { info: log, warn: log, error: log },
    handlers: createHandlerRegistry(handlers),
    store: createMemoryDocumentStore(),
    http: createHttpTaskExecutor({ egressHosts: [], errorDetail: 'none' }),
    ...given,
  };
  const runner = createRunner(ports, { runnerId: RUNNER_ID, tenant: TENANT, topics: TOPICS, pollMs: 5, ...options });

  async function answer(): Promise<WorkAnswer> {
    const until = Date.now() + WAIT_MS_MAX;
    while (Date.now() < until) {
      const [delivery] = await memory.taskQueue.receive({ topic: TOPICS.results, consumer: 'test', max: 1, leaseMs: 60_000, now: Date.now() });
      if (delivery === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      await memory.taskQueue.acknowledge({ topic: TOPICS.results, receipts: [delivery.receipt] });
      const parsed = parseWorkAnswer(delivery.body);
      expect(parsed.ok).toBe(true);
      if (parsed.ok) return parsed.value;
    }
    throw new Error(`no answer; the log: ${lines.join('\n')}`);
  }

  async function send(item: WorkItem): Promise<void> {
    await memory.taskQueue.publish({ topic: TOPICS.commands, messages: [{ id: `message-${(items += 1)}`, key: item.executionId, body: encodeWorkItem(item) }] });
  }

  return {
    runner,
    memory,
    sealer,
    unsealer,
    ports,
    log: () => lines.join('\n'),
    answer,
    send,
    ask: async (item) => {
      await send(item);
      return answer();
    },
    register: async (text, registration = {}) => {
      const outcome = compileDefinition({ text, target: registration.target ?? TARGET, catalogue: catalogueOf(handlers) });
      if (!outcome.accepted) throw new Error(JSON.stringify(outcome.diagnostics));
      const stored: StoredDefinition = { identity: outcome.program.identity, revision: revisionOf(nodeDigest, outcome.program), program: outcome.program, registeredAt: 0, registeredBy: 'test', inline: false };
      if (registration.isUnknown !== true) await memory.definitionStore.put({ stored });
      return stored;
    },
    sealInput: ({ identity }, field, value) =>
      sealer.seal({ value, context: { tid: TENANT, def: `${identity.namespace}/${identity.name}`, ptr: `/input/schema/document/properties/${field}`, sub: PRINCIPAL } }),
  };
}

/** A work item of a state of a definition, as the engine would send it. */
export function workItem(stored: StoredDefinition, state: string, args: JsonValue, more: Partial<WorkItem> = {}): WorkItem {
  items += 1;
  const task = stored.program.machine.States[state];
  return {
    kind: 'run',
    attemptId: `attempt-${items}`,
    executionId: 'run-1',
    definition: stored.identity,
    revision: stored.revision,
    state,
    resource: task?.Type === 'Task' ? task.Resource : '',
    arguments: args,
    principal: PRINCIPAL,
    retryCount: 0,
    ...more,
  };
}
