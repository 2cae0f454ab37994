import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brokerStore, type Certificates } from './certificates.ts';

const run = promisify(execFile);

/** What a broker is started with. */
export interface BrokerSettings {
  readonly folder: string;
  readonly ports: { readonly plain: number; readonly secure: number; readonly controller: number };
  readonly certificates: Certificates;
  /** Users of the secure listener and their passwords. */
  readonly users: Readonly<Record<string, string>>;
}

export interface BrokerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const QUICK = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
/** Any 22 characters of base64url: a cluster of one. */
const CLUSTER_ID = 'dXdmLXRlc3QtY2x1c3Rlcg';

/** Writes the settings of a broker of one process that is also its controller, and formats its folder. */
export async function prepareApache(installation: string, settings: BrokerSettings): Promise<BrokerCommand> {
  const { folder, users } = settings;
  writeFileSync(join(folder, 'broker.store'), brokerStore(settings.certificates), { mode: 0o600 });
  writeFileSync(join(folder, 'log4j2.xml'), LOGGING);
  writeFileSync(join(folder, 'server.properties'), Object.entries(propertiesOf(settings)).map(([name, value]) => `${name}=${value}\n`).join(''));
  const path = ['-cp', join(installation, 'libs', '*')];
  const scram = Object.entries(users).flatMap(([name, password]) => ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`]);
  await run('java', ['-XX:TieredStopAtLevel=1', ...path, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', join(folder, 'server.properties'), ...scram], { timeout: 120_000 });
  return { program: 'java', args: [...QUICK, `-Dlog4j2.configurationFile=${join(folder, 'log4j2.xml')}`, ...path, 'kafka.Kafka', join(folder, 'server.properties')] };
}

/** Who comes without TLS is the administrator of these tests; who comes with it is a user with the rights that access lists give. */
function propertiesOf({ folder, ports, certificates }: BrokerSettings): Readonly<Record<string, string>> {
  const listeners = { PLAINTEXT: ports.plain, SASL_SSL: ports.secure, CONTROLLER: ports.controller };
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${String(ports.controller)}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    listeners: Object.entries(listeners).map(([name, port]) => `${name}://127.0.0.1:${String(port)}`).join(','),
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(ports.plain)},SASL_SSL://127.0.0.1:${String(ports.secure)}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(folder, 'data'),
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
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(folder, 'broker.store'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.caFile,
    'ssl.enabled.protocols': 'TLSv1.3',
    'listener.name.sasl_ssl.ssl.client.auth': 'required',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  };
}

const LOGGING = `<Configuration status="ERROR"><Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console></Appenders><Loggers><Root level="WARN"><AppenderRef ref="out"/></Root></Loggers></Configuration>
`;

/** Runs one of Kafka's own command line tools. */
export async function runTool(installation: string, tool: string, args: readonly string[]): Promise<string> {
  const path = `${join(installation, 'tools', '*')}:${join(installation, 'libs', '*')}`;
  const { stdout } = await run('java', ['-XX:TieredStopAtLevel=1', '-cp', path, tool, ...args], { timeout: 60_000 });
  return stdout;
}
