import { createRunner, type Runner } from '#onprem-runner/daemon/runner.ts';
import type { RunnerOptions, RunnerPorts } from '#onprem-runner/daemon/runner-ports.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import type { Handler } from '#onprem-runner/handlers/define-handler.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { createCloudDoor } from '#shared/application/door/door-lanes.ts';
import { createEngineCompletion } from '#shared/application/door/engine-completion.ts';
import type { DoorPorts, DoorSettings } from '#shared/application/door/settings.ts';
import { createEngineLoop } from '#shared/application/drive-engine.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DefinitionAnnouncer } from '#shared/ports/definition-release.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import { openBankStores, runnerOptions, runnerPorts, type BankStores } from './door/bank-side.ts';
import { openCloudSide, type CloudSide } from './door/cloud-side.ts';
import { GROUPS } from './door/parties.ts';
import { openEngine, type LogLine } from './engine-harness.ts';

/** Both zones and the log between them in memory: the real engine, the real door and the real runner. Nothing is driven until it is started. */
export interface DoorHarness {
  readonly cloud: CloudSide & { readonly engine: EnginePorts; readonly log: readonly LogLine[] };
  readonly bank: BankStores & { readonly log: BankStores['log']; readonly runner: Runner; readonly ports: RunnerPorts; lines(): string };
  /** Starts the cloud, and the bank unless told otherwise. */
  start(zones?: { readonly bank: boolean }): void;
  stop(): Promise<void>;
  /** Stops the runner of the bank and starts another on the same stores. */
  replaceRunner(handlers: readonly Handler[], more?: BankChanges): Promise<void>;
  register(text: string): Promise<StoredDefinition>;
  run(stored: StoredDefinition, input?: JsonValue): Promise<string>;
  recordOf(executionId: string): Promise<ExecutionRecord>;
  /** The record of an execution once it has ended. */
  ended(executionId: string): Promise<ExecutionRecord>;
}

/** What of a runner may differ. */
export interface BankChanges {
  readonly ports?: Partial<RunnerPorts>;
  readonly options?: Partial<RunnerOptions>;
}

export interface DoorHarnessOptions {
  /** What the cloud knows of the bank's handlers; those of the runner unless given. */
  readonly known?: readonly Handler[];
  readonly executor?: TaskExecutor;
  readonly engine?: Partial<EnginePorts>;
  readonly stores?: Partial<BankStores>;
  readonly settings?: Partial<DoorSettings>;
  readonly door?: Partial<Pick<DoorPorts, 'reader' | 'writer'>>;
  /** Between what registers definitions and what announces them. */
  readonly announcer?: (announcer: DefinitionAnnouncer) => DefinitionAnnouncer;
  readonly bank?: BankChanges;
}

const ENDED_MS_MAX = 10_000;
const ECHO: TaskExecutor = { execute: async (item) => ({ ok: true, output: item.arguments }) };

export async function openDoor(handlers: readonly Handler[], options: DoorHarnessOptions = {}): Promise<DoorHarness> {
  const stores = await openBankStores(options.stores);
  const cloud = openCloud(stores, options);
  const lines: string[] = [];
  const write = (event: string, fields?: object): void => void lines.push(JSON.stringify({ event, ...fields }));
  const ports = (mine: readonly Handler[], more: BankChanges = {}) => runnerPorts(stores, mine, { logger: { info: write, warn: write, error: write }, ...more.ports });
  const first = await ports(handlers, options.bank);
  let runner = createRunner(first, runnerOptions(handlers, options.bank?.options));
  const recordOf = async (executionId: string): Promise<ExecutionRecord> => {
    const stored = await cloud.engine.executionStore.load({ executionId });
    assert(stored !== undefined, 'the execution is there');
    return stored.record;
  };
  return {
    cloud: { ...cloud.side, engine: cloud.engine, log: cloud.log },
    bank: { ...stores, ports: first, lines: () => lines.join('\n'), get runner() { return runner; } },
    start: (zones = { bank: true }) => {
      cloud.loop.start();
      if (zones.bank) runner.start();
    },
    stop: async () => {
      await Promise.all([runner.stop(), cloud.loop.stop()]);
      await cloud.close();
    },
    replaceRunner: async (mine, more = {}) => {
      await runner.stop();
      runner = createRunner(await ports(mine, more), runnerOptions(mine, more.options));
      runner.start();
    },
    register: async (text) => {
      const registered = await registerDefinition(cloud.engine, { text, target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' }, catalogue: catalogueOf(options.known ?? handlers), registeredBy: 'author' });
      assert(registered.ok, registered.ok ? '' : JSON.stringify(registered.diagnostics));
      return registered.stored;
    },
    run: async (stored, input = {}) => (await startExecution(cloud.engine, { stored, input, principal: 'partner-1' })).executionId,
    recordOf,
    ended: async (executionId) => {
      for (const until = Date.now() + ENDED_MS_MAX; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 5))) {
        const record = await recordOf(executionId);
        if (record.status !== 'running') return record;
      }
      throw new Error(`no end; cloud: ${JSON.stringify(cloud.log)} bank: ${lines.join('\n')}`);
    },
  };
}

function openCloud({ log, release }: BankStores, { engine: more = {}, settings, door: party = {}, announcer = (same) => same, executor = ECHO }: DoorHarnessOptions) {
  const { ports, log: lines } = openEngine({ clock: systemClock, ids: randomIdSource, ...more });
  const { clock, ids, logger, definitionStore } = ports;
  // Refusals and silence are waited for in milliseconds here, not in minutes.
  const patience = { refusals: { pauseMs: 5, pauseMsMax: 50, unknownMsMax: 5_000 }, ...settings };
  const side = openCloudSide({ log, clock, ids, logger, completion: createEngineCompletion(ports), settings: patience, ...party });
  const announce = createDefinitionAnnouncer(side.ports, side.settings);
  const { door, lanes, close } = createCloudDoor(side.ports, side.settings, { group: GROUPS.cloud, consumer: 'collector', definitions: { definitionStore, announcer: announce } });
  const engine: EnginePorts = { ...ports, door, manifests: release.signer, announcer: announcer(announce) };
  return { side, engine, log: lines, close, loop: createEngineLoop(engine, { intervalMs: 5, executor, lanes }) };
}
