import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KafkaInstallation } from './installation.ts';

const run = promisify(execFile);

/** What a broker of one process is started with. */
export interface BrokerSettings {
  readonly folder: string;
  readonly ports: BrokerPorts;
  /** Settings of its own, which win over ours. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Arguments for the first start, when its folder is formatted. */
  readonly formatWith?: readonly string[];
}

export interface BrokerPorts {
  /** Without TLS, on this machine only. */
  readonly plain: number;
  readonly controller: number;
}

/** How a broker is run. */
export interface BrokerCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** In place of that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A small machine's share, and quick to be there: it runs for one person. */
const VIRTUAL_MACHINE = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
const FORMAT_MS_MAX = 120_000;
/** Any 22 characters of base64url: each broker is a cluster of its own, which nobody else joins. */
const CLUSTER_ID = 'dXdmLW93bi1jbHVzdGVyLQ';

/** Writes the settings of a broker that is also its controller, and formats its folder before the first start. */
export async function prepareBroker({ java, libraries }: KafkaInstallation, settings: BrokerSettings): Promise<BrokerCommand> {
  const { folder, formatWith = [] } = settings;
  const file = join(folder, 'server.properties');
  const logging = join(folder, 'log4j2.xml');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(logging, LOGGING);
  writeFileSync(file, Object.entries(propertiesOf(settings)).map(([name, value]) => `${name}=${value}\n`).join(''));
  const path = ['-cp', join(libraries, '*')];
  const isFormatted = existsSync(join(dataFolder(folder), 'meta.properties'));
  if (!isFormatted) await run(java, ['-XX:TieredStopAtLevel=1', ...path, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file, ...formatWith], { timeout: FORMAT_MS_MAX });
  return { program: java, args: [...VIRTUAL_MACHINE, `-Dlog4j2.configurationFile=${logging}`, ...path, 'kafka.Kafka', file] };
}

function dataFolder(folder: string): string {
  return join(folder, 'data');
}

function propertiesOf({ folder, ports, properties }: BrokerSettings): Readonly<Record<string, string>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${String(ports.controller)}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    listeners: `PLAINTEXT://127.0.0.1:${String(ports.plain)},CONTROLLER://127.0.0.1:${String(ports.controller)}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(ports.plain)}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': dataFolder(folder),
    // Indexes are made at their full length; ours are short, since what they are of is.
    'log.index.size.max.bytes': '65536',
    'log.cleaner.dedupe.buffer.size': '2097152',
    // A broker that was killed comes again as soon as its old self is forgotten.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    ...properties,
  };
}

const LOGGING = `<Configuration status="ERROR"><Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console></Appenders><Loggers><Root level="WARN"><AppenderRef ref="out"/></Root></Loggers></Configuration>
`;
