import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaInstallation } from '#onprem-runner/embedded/kafka/installation.ts';
import { launchBroker } from '#onprem-runner/embedded/kafka/process.ts';
import type { BrokerCommand } from '#onprem-runner/embedded/kafka/settings.ts';
import { freePort } from '#onprem-runner/embedded/ping.ts';
import { isAlive } from '#onprem-runner/embedded/process-info.ts';
import type { Found } from '../localstack-install.ts';
import { prepareApache, runTool, type TestBrokerSettings } from './apache.ts';
import { createCertificates, type Certificates } from './certificates.ts';
import { findKafka, type TestKafka } from './install.ts';

/** Where a broker of the tests is, and how to come in. Plain JSON, so that it can be passed between processes. */
export interface KafkaAddress {
  readonly kind: TestKafka['kind'];
  /** Without TLS or password, with every right. */
  readonly plain: string;
  /** TLS 1.3 with client certificates and SCRAM-SHA-512; Apache Kafka only. */
  readonly secure: { readonly brokers: string; readonly certificates: Certificates; readonly users: Readonly<Record<string, string>> };
  /** What Apache Kafka's tools are run with. */
  readonly installation?: KafkaInstallation;
}

/** A broker on this machine, of one process. */
export interface KafkaServer extends KafkaAddress {
  readonly pid: () => number | undefined;
  /** `kill -9`: nothing is put in order. */
  kill(): Promise<void>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  /** Starts it again, with the same ports and data. */
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Users of the secure listener: a side each, one without any right, and one that only looks. */
const KAFKA_USERS: Readonly<Record<string, string>> = { dispatcher: 'd-secret-1', collector: 'c-secret-2', runner: 'r-secret-3', operator: 'o-secret-4', stranger: 's-secret-5' };

/** Starts a broker on free ports; where there can be none, says why. `advertisedPort`: see {@link TestBrokerSettings}; Apache Kafka only. */
export async function startKafka(options: Pick<TestBrokerSettings, 'advertisedPort'> = {}): Promise<Found<KafkaServer>> {
  const found = await findKafka();
  if (!found.ok) return found;
  const folder = mkdtempSync(join(tmpdir(), 'uwf-kafka-'));
  try {
    const ports = { plain: await freePort(undefined), secure: await freePort(undefined), controller: await freePort(undefined) };
    const settings: TestBrokerSettings = { folder, ports, certificates: await createCertificates(folder), users: KAFKA_USERS, ...options };
    const server = createServerOf(found.value, settings, await commandOf(found.value, settings));
    await server.start();
    return { ok: true, value: server };
  } catch (error) {
    const reason = `Kafka does not start: ${error instanceof Error ? error.message : 'unknown'}`;
    rmSync(folder, { recursive: true, force: true });
    return { ok: false, reason };
  }
}

function commandOf(kafka: TestKafka, settings: TestBrokerSettings): Promise<BrokerCommand> {
  if (kafka.kind === 'apache') return prepareApache(kafka.installation, settings);
  const { folder, ports } = settings;
  const env = { ...process.env, PLAIN_PORT: String(ports.plain), DATA_FOLDER: join(folder, 'data') };
  return Promise.resolve({ program: kafka.program, args: [], env });
}

function createServerOf(kafka: TestKafka, { folder, ports, certificates, users }: TestBrokerSettings, command: BrokerCommand): KafkaServer {
  let pid: number | undefined;
  const signal = (name: NodeJS.Signals): void => {
    if (pid !== undefined && isAlive(pid)) process.kill(pid, name);
  };
  const killNow = (): void => signal('SIGKILL');
  const end = async (name: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    signal(name);
    while (pid !== undefined && isAlive(pid)) await sleep(20);
    pid = undefined;
  };
  process.once('exit', killNow);
  return {
    kind: kafka.kind,
    plain: `127.0.0.1:${String(ports.plain)}`,
    secure: { brokers: `127.0.0.1:${String(ports.secure)}`, certificates, users },
    ...(kafka.kind === 'apache' ? { installation: kafka.installation } : {}),
    pid: () => pid,
    start: async () => {
      const started = await launchBroker({ command, folder, ports: kafka.kind === 'apache' ? [ports.plain, ports.secure] : [ports.plain] });
      if (!started.ok) throw new Error(started.error);
      pid = started.value;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    close: async () => {
      await end('SIGKILL');
      process.off('exit', killNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs `kafka-acls` and its like against a broker, with every right. */
export function runKafkaTool({ installation, plain }: KafkaAddress, tool: string, args: readonly string[]): Promise<string> {
  if (installation === undefined) return Promise.reject(new Error('the stand-in has no tools'));
  return runTool(installation, tool, ['--bootstrap-server', plain, ...args]);
}
