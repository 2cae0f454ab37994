import { mkdirSync } from 'node:fs';
import { readKeyFile } from '#shared/adapters/jose/index.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { createStdoutLogger } from '#shared/adapters/pino/index.ts';
import type { RunnerSettings } from '#shared/config/runner-settings.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { openOnPrem, type OnPremOptions, type OnPremZone, type ZoneSettings } from '../zone/compose.ts';
import { openOnPremTools, type OnPremTools, type ToolsSettings } from '../zone/tools/compose.ts';
import { factsOf } from '../handlers/handler-facts.ts';
import { createReadiness, type Readiness } from '../health/readiness.ts';
import { runnerMetrics } from '../health/runner-metrics.ts';
import { startHealthServer } from '../health/health-server.ts';
import type { HandlerProcesses } from '../isolation/handler-processes.ts';
import type { KeyPlace } from '../vault/compose.ts';
import { controlSocket } from './control-socket.ts';
import { startControl } from './control.ts';

/** Where a runner of this machine keeps what is its own. */
export interface RunnerPlaces {
  readonly data: string;
  readonly keys: string;
  readonly ring: string;
  readonly sealingKey: string;
}

export interface RunnerServiceOptions {
  readonly settings: ZoneSettings & ToolsSettings;
  readonly runner: RunnerSettings;
  readonly places: RunnerPlaces;
  readonly worker: string;
  readonly database: { readonly connectionString: string; readonly schema: string };
  readonly queue: OnPremOptions['queue'];
  /** Where the keys of the vault are; absent: in the folder of the data. */
  readonly vaultKeys?: KeyPlace;
  readonly isolation: HandlerProcesses;
  /** Whether standard output gets what its log may say outside of the bank. */
  readonly ships: boolean;
  /** Told when somebody asks it to drain by its socket. */
  readonly onDrain: () => void;
}

/** A runner as a service of a machine. */
export interface RunnerService {
  /** Address of `/livez`, `/readyz` and `/metrics`. */
  readonly health: string;
  /** Takes nothing new, lets running attempts end, sends their answers, closes everything. */
  stop(): Promise<void>;
}

/** Starts a runner with its health and control endpoints. Errors: `UWF-5001`, `UWF-5002`, `UWF-5004`, `UWF-5005`, `UWF-5007`. */
export async function startRunnerService(options: RunnerServiceOptions): Promise<RunnerService> {
  const { settings, runner, places, worker, database } = options;
  mkdirSync(places.data, { recursive: true, mode: 0o700 });
  const tools = await openOnPremTools({ settings, database, schema: database.schema, folder: places.data, isolation: options.isolation, ...(options.ships ? { shipped: createStdoutLogger(`runner.${runner.site}`) } : {}) });
  const door = { keys: places.keys, ring: places.ring, pins: runner.releaseKeys, cloud: runner.cloud, site: runner.site };
  const limits = { worker, limits: runner.pool, drainMs: runner.drainMs, ...(runner.leaseMs === undefined ? {} : { leaseMs: runner.leaseMs }), ...(runner.weights === undefined ? {} : { weights: runner.weights }), ...(runner.allow === undefined ? {} : { isAllowed: allowedBy(runner.allow) }) };
  const zone = await openOnPrem({ settings, tools, queue: options.queue, folder: places.data, key: await readKeyFile(places.sealingKey), door, runner: limits, vault: vaultOf(options) });
  let isDraining = false;
  const readiness = createReadiness({ checks: checksOf(options, tools, zone), isDraining: () => isDraining, now: systemClock.now });
  const reading = createReading(options, tools, zone);
  const health = await startHealthServer({ ...runner.health, readiness, metrics: async () => zone.egress.metrics(runnerMetrics(await reading(), factsOf(settings.handlers))) });
  const control = await startControl(controlSocket(places.data), { status: async () => statusOf(options, { readiness: await readiness(), reading: await reading() }), drain: options.onDrain });
  return {
    health: health.url,
    stop: async () => {
      isDraining = true;
      await zone.stop();
      await control.close();
      await health.close();
      await tools.stop();
    },
  };
}

function vaultOf({ runner, vaultKeys }: RunnerServiceOptions): NonNullable<OnPremOptions['vault']> {
  return { ...(vaultKeys === undefined ? {} : { keys: vaultKeys }), ...(runner.revealsPerMinute === undefined ? {} : { revealsPerMinute: runner.revealsPerMinute }) };
}

function allowedBy(patterns: readonly string[]): (resource: string) => boolean {
  return (resource) => patterns.some((pattern) => (pattern.endsWith('*') ? resource.startsWith(pattern.slice(0, -1)) : resource === pattern));
}

function checksOf({ settings }: RunnerServiceOptions, tools: OnPremTools, zone: OnPremZone) {
  const topic = topicsOf(settings.environment, settings.tenant).results;
  return {
    store: () => tools.stores.stepInbox.counts({ rin: 1 }).then(() => true),
    log: () => zone.log.bounds({ topic }).then(() => true),
    keys: () => zone.areKeysUsable(),
  };
}

type Reading = Parameters<typeof runnerMetrics>[0];

function createReading({ isolation }: RunnerServiceOptions, tools: OnPremTools, zone: OnPremZone): () => Promise<Reading> {
  const startedAt = systemClock.now();
  return async () => ({
    counts: zone.runner.counts(),
    pool: zone.runner.pool(),
    processes: isolation.read(),
    inbox: await tools.stores.stepInbox.counts({ rin: await zone.incarnation() }),
    uptimeSeconds: (systemClock.now() - startedAt) / 1_000,
  });
}

function statusOf({ runner, worker }: RunnerServiceOptions, { readiness, reading }: { readonly readiness: Readiness; readonly reading: Reading }): JsonObject {
  const { counts, pool, inbox = [], uptimeSeconds } = reading;
  const failed = Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
  return {
    site: runner.site,
    worker,
    state: pool.isDraining ? 'draining' : readiness.isReady ? 'ready' : 'not-ready',
    parts: { ...readiness.parts },
    uptimeSeconds: Math.round(uptimeSeconds),
    running: pool.running,
    hands: pool.limits.total,
    accepted: counts.accepted,
    succeeded: counts.succeeded,
    failed,
    rejected: { ...counts.rejected },
    inbox: inbox.map(({ priority, state, count }) => ({ priority, state, count })),
    circuits: Object.fromEntries([...pool.circuits].filter(([, kind]) => kind !== 'closed')),
  };
}
