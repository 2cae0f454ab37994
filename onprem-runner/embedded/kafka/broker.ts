import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { POLL_MS, STOP_AT_ONCE_TIMEOUT_MS, STOP_TIMEOUT_MS } from '../limits.ts';
import { freePort } from '../ping.ts';
import { readOrUndefined } from '../process-info.ts';
import { describeProcess, isDescribedAlive, withLock } from '../start-lock.ts';
import { findKafkaInstallation, type KafkaSources } from './installation.ts';
import { answers, launchBroker } from './process.ts';
import { prepareBroker, type BrokerSettings } from './settings.ts';
import { readBrokerState, removeBrokerState, writeBrokerState, type BrokerState } from './state-file.ts';

export interface EmbeddedKafkaOptions {
  /** Where the broker keeps its records and its log; made when missing. */
  readonly folder: string;
  readonly sources: KafkaSources;
  /** Told what a person should know while it starts. */
  readonly note: (message: string) => void;
}

/** An Apache Kafka of one process that belongs to a development system. */
export interface EmbeddedKafka {
  /** `host:port`; without TLS, on this machine only. */
  readonly brokers: string;
  readonly folder: string;
  /** `started` now; `adopted` from a process that is gone; `shared` with a process that is alive, which alone stops it. */
  readonly origin: 'started' | 'adopted' | 'shared';
  /** Stops the broker, unless it is shared. Can be called again. */
  stop(): Promise<void>;
}

/** Brokers of this process, by folder: they end with it. */
const ownBrokers = new Map<string, BrokerState>();

/**
 * Starts Apache Kafka on a folder of its own, or takes over the broker that an earlier process left behind. A normal end of this process stops it, a
 * violent one does not. The failure says why this machine cannot run one. Errors: `UWF-5004` when another process starts the same for too long.
 */
export async function startEmbeddedKafka({ folder, sources, note }: EmbeddedKafkaOptions): Promise<Result<EmbeddedKafka, string>> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return withLock(join(folder, 'start.lock'), async () => {
    const running = await findBroker(folder);
    if (running !== undefined) return succeed(isDescribedAlive(running.owner) ? describe(folder, running, 'shared') : own(folder, running, 'adopted'));
    const installation = await findKafkaInstallation(sources, note);
    if (!installation.ok) return installation;
    note('Starting Apache Kafka between the zones');
    const settings: BrokerSettings = { folder, ports: { plain: await freePort(undefined), controller: await freePort(undefined) } };
    const prepared = await prepareBroker(installation.value, settings).catch(() => undefined);
    if (prepared === undefined) return fail('the folder of the broker cannot be prepared');
    const started = await launchBroker({ command: prepared, folder, ports: [settings.ports.plain] });
    if (!started.ok) return fail(`Apache Kafka does not start: ${started.error}`);
    return succeed(own(folder, { broker: describeProcess(started.value), port: settings.ports.plain }, 'started'));
  });
}

/** The broker that is on this folder already and takes connections. One that is there and does not, or was asked to end, is waited for until it is gone. */
async function findBroker(folder: string): Promise<BrokerState | undefined> {
  const state = readBrokerState(folder);
  if (state === undefined) return undefined;
  const isThere = isDescribedAlive(state.broker);
  if (isThere && !state.isStopping && (await answers(state.port))) return state;
  // Where processes cannot be told apart it may be somebody else's by now: that is left alone.
  if (isThere && state.broker.includes(' ')) await end(state);
  removeBrokerState(folder);
  return undefined;
}

function own(folder: string, { broker, port }: Pick<BrokerState, 'broker' | 'port'>, origin: 'started' | 'adopted'): EmbeddedKafka {
  const state: BrokerState = { broker, port, owner: describeProcess(process.pid), isStopping: false };
  writeBrokerState(folder, state);
  if (ownBrokers.size === 0) process.on('exit', askOwnToStop);
  ownBrokers.set(folder, state);
  return describe(folder, state, origin);
}

function describe(folder: string, state: BrokerState, origin: EmbeddedKafka['origin']): EmbeddedKafka {
  let stopping: Promise<void> | undefined;
  return { brokers: `127.0.0.1:${String(state.port)}`, folder, origin, stop: () => (stopping ??= origin === 'shared' ? Promise.resolve() : disown(folder, state)) };
}

async function disown(folder: string, state: BrokerState): Promise<void> {
  writeBrokerState(folder, { ...state, isStopping: true });
  await end(state);
  removeBrokerState(folder);
  ownBrokers.delete(folder);
  if (ownBrokers.size === 0) process.off('exit', askOwnToStop);
}

/** Nothing can be waited for here: the broker ends by itself, and the next start waits until it has. */
function askOwnToStop(): void {
  for (const [folder, state] of ownBrokers) {
    readOrUndefined(() => writeBrokerState(folder, { ...state, isStopping: true }));
    signal(state, 'SIGTERM');
  }
}

/** An orderly end, and where it takes too long one that costs the next start a recovery. */
async function end(state: BrokerState): Promise<void> {
  signal(state, 'SIGTERM');
  if (await isGone(state, STOP_TIMEOUT_MS)) return;
  signal(state, 'SIGKILL');
  await isGone(state, STOP_AT_ONCE_TIMEOUT_MS);
}

function signal({ broker }: BrokerState, name: 'SIGTERM' | 'SIGKILL'): void {
  if (isDescribedAlive(broker)) readOrUndefined(() => process.kill(Number(broker.split(' ')[0]), name));
}

async function isGone({ broker }: BrokerState, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isDescribedAlive(broker)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
