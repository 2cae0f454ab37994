import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDoorKeys } from '#onprem-runner/dev/door/compose.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { openSealingKey } from '#onprem-runner/zone/compose.ts';
import { openDoorEnvelopes } from '#onprem-runner/zone/door/compose.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createManifestSigner, createSealer, SITE_MAY } from '#shared/adapters/jose/index.ts';
import { openKafka } from '#shared/adapters/kafka/index.ts';
import { createFileIncarnation, nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createFileLogger } from '#shared/adapters/pino/index.ts';
import { openPostgres } from '#shared/adapters/postgres/index.ts';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { deadLettersIn } from '#shared/application/door/dead-letter-topic.ts';
import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import { createCloudDoor } from '#shared/application/door/door-lanes.ts';
import type { DoorPorts } from '#shared/application/door/settings.ts';
import { createEngineLoop } from '#shared/application/drive-engine.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { inBatches } from './batches.ts';
import { CLOUD_PARTY, GROUPS, RUNNER_SITE, TENANT, TOPICS, type BenchFolders } from './parties.ts';
import { prepareWorkload } from './workload.ts';

/** The cloud's side of the door, with the bench in the place of the engine's executions. */
export interface BenchCloud {
  /** Thumbprint of the release key. */
  readonly pin: string;
  /** Asks for one step, and waits until its result is told. */
  step(): Promise<void>;
  stop(): Promise<void>;
}

export interface CloudOptions {
  readonly broker: string;
  readonly database: string;
  readonly folders: BenchFolders;
  readonly handlers: string;
}

export async function openBenchCloud({ broker, database, folders, handlers }: CloudOptions): Promise<BenchCloud> {
  const { cloud: folder, onPrem, keys } = folders;
  [folder, onPrem].forEach((path) => mkdirSync(path, { recursive: true }));
  const [clock, ids] = [systemClock, randomIdSource];
  const logger = createFileLogger({ name: 'bench-cloud', file: join(folder, 'log.ndjson') });
  const { pin, release } = await ensureDoorKeys(keys, TENANT);
  const { key } = await openSealingKey(onPrem);
  const stores = await openPostgres({ connectionString: database, schema: 'uwf', applicationName: 'bench-cloud' });
  const log = await openKafka({ brokers: [broker], clientId: 'bench-cloud' });
  const told = createCompletions();
  const envelopes = openDoorEnvelopes({ keys: keys.cloud, ring: keys.ring, pins: [pin], floorFile: join(folder, 'ring.floor'), party: CLOUD_PARTY, tenant: TENANT, accepts: SITE_MAY, logger });
  const ports: DoorPorts = {
    clock, ids, logger, digest: nodeDigest, log, ...envelopes, steps: stores.stepStore, incarnation: createFileIncarnation({ file: join(folder, 'incarnation') }),
    deadLetters: deadLettersIn(log, TOPICS.deadLetters.cloud), completion: told.completion,
  };
  const settings = { tenant: TENANT, party: CLOUD_PARTY, site: RUNNER_SITE, topics: TOPICS };
  const { door, lanes, close } = createCloudDoor(ports, settings, { group: GROUPS.cloud, consumer: 'collector-1' });
  const commits = createCommitSignal();
  const { executionStore, taskQueue, definitionStore } = stores;
  const loop = createEngineLoop({ clock, ids, logger, topics: TOPICS, executionStore, taskQueue, programs: createProgramCache({ definitionStore }), commits, door }, { lanes });
  loop.start();
  const catalogue = catalogueOf(await loadHandlers(handlers, { validator: createSchemaValidator(), cacheFolder: onPrem }));
  const taskOf = await prepareWorkload({
    engine: { clock, ids, manifests: createManifestSigner(release), announcer: createDefinitionAnnouncer(ports, settings) },
    catalogue, sealer: await createSealer({ key, clock, ids }),
  });
  commits.notify();
  // As the engine's own relay does it: all that is there at once.
  const dispatch = inBatches<RoutedTask>(async (tasks) => {
    await door.dispatch(tasks);
    commits.notify();
  });
  let steps = 0;
  return {
    pin,
    step: () => {
      const task = taskOf(String((steps += 1)));
      const ended = told.of(task.item.executionId);
      dispatch(task);
      return ended;
    },
    stop: async () => {
      await loop.stop();
      await close();
      await stores.close();
      await log.close();
      logger.flush();
    },
  };
}

interface Completions {
  readonly completion: TaskCompletion;
  /** Until the result of an execution's step is told; rejects when it failed. */
  of(executionId: string): Promise<void>;
}

function createCompletions(): Completions {
  const waiting = new Map<string, { readonly done: () => void; readonly failed: (error: Error) => void }>();
  const end = (executionId: string, how: (waiter: { readonly done: () => void; readonly failed: (error: Error) => void }) => void): 'told' | 'closed' => {
    const waiter = waiting.get(executionId);
    if (waiter === undefined) return 'closed';
    waiting.delete(executionId);
    how(waiter);
    return 'told';
  };
  return {
    completion: {
      complete: async ({ executionId }) => end(executionId, ({ done }) => done()),
      fail: async ({ executionId, error }) => end(executionId, ({ failed }) => failed(new Error(`a step of the bench failed: ${error}`))),
      heartbeat: async ({ executionId }) => (waiting.has(executionId) ? 'told' : 'closed'),
    },
    of: (executionId) => new Promise((done, failed) => void waiting.set(executionId, { done, failed })),
  };
}
