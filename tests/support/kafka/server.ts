import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Found } from '../localstack-install.ts';
import { prepareApache, runTool, type BrokerCommand, type BrokerSettings } from './apache.ts';
import { createCertificates, type Certificates } from './certificates.ts';
import { findKafka, type KafkaInstallation } from './install.ts';

/** Where a broker of the tests is, and how to come in. Plain JSON, so that it can be passed between processes. */
export interface KafkaAddress {
  readonly kind: KafkaInstallation['kind'];
  /** Without TLS or password, with every right. */
  readonly plain: string;
  /** TLS 1.3 with client certificates and SCRAM-SHA-512; Apache Kafka only. */
  readonly secure: { readonly brokers: string; readonly certificates: Certificates; readonly users: Readonly<Record<string, string>> };
  /** Where Apache Kafka is kept, for its tools. */
  readonly installation: string;
}

/** A broker on this machine, of one process. */
export interface KafkaServer extends KafkaAddress {
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

const READY_MS_MAX = 90_000;

/** Starts a broker on free ports; where there can be none, says why. */
export async function startKafka(): Promise<Found<KafkaServer>> {
  const found = await findKafka();
  if (!found.ok) return found;
  const folder = mkdtempSync(join(tmpdir(), 'uwf-kafka-'));
  try {
    const ports = { plain: await freePort(), secure: await freePort(), controller: await freePort() };
    const settings: BrokerSettings = { folder, ports, certificates: await createCertificates(folder), users: KAFKA_USERS };
    const server = createServerOf(found.value, settings, await commandOf(found.value, settings));
    await server.start();
    return { ok: true, value: server };
  } catch (error) {
    const reason = `Kafka does not start: ${error instanceof Error ? error.message : 'unknown'}`;
    rmSync(folder, { recursive: true, force: true });
    return { ok: false, reason };
  }
}

function commandOf(installation: KafkaInstallation, settings: BrokerSettings): Promise<BrokerCommand> {
  if (installation.kind === 'apache') return prepareApache(installation.folder, settings);
  const { folder, ports } = settings;
  const env = { PLAIN_PORT: String(ports.plain), DATA_FOLDER: join(folder, 'data') };
  return Promise.resolve({ program: installation.program, args: [], env });
}

function createServerOf(installation: KafkaInstallation, { folder, ports, certificates, users }: BrokerSettings, command: BrokerCommand): KafkaServer {
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill('SIGKILL');
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => void running.once('exit', () => resolve()));
    running.kill(signal);
    await ended;
  };
  process.once('exit', killNow);
  return {
    kind: installation.kind,
    plain: `127.0.0.1:${String(ports.plain)}`,
    secure: { brokers: `127.0.0.1:${String(ports.secure)}`, certificates, users },
    installation: installation.kind === 'apache' ? installation.folder : '',
    start: async () => {
      const log = openSync(join(folder, 'log'), 'a');
      child = spawn(command.program, [...command.args], { env: { ...process.env, ...command.env }, stdio: ['ignore', log, log] });
      closeSync(log);
      if (await isReady(child, installation.kind === 'apache' ? [ports.plain, ports.secure] : [ports.plain])) return;
      await end('SIGKILL');
      throw new Error(readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').at(-1)?.slice(0, 300) ?? 'no answer');
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    close: async () => {
      await end('SIGKILL');
      process.off('exit', killNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(child: ChildProcess, ports: readonly number[]): Promise<boolean> {
  const until = Date.now() + READY_MS_MAX;
  while (Date.now() < until && child.exitCode === null) {
    const answered = await Promise.all(ports.map(answers));
    if (answered.every((isThere) => isThere)) return true;
    await sleep(100);
  }
  return false;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Runs `kafka-acls` and its like against a broker, with every right. */
export function runKafkaTool({ installation, plain }: KafkaAddress, tool: string, args: readonly string[]): Promise<string> {
  return runTool(installation, tool, ['--bootstrap-server', plain, ...args]);
}
