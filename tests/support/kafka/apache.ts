import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyArtifacts } from '#onprem-runner/embedded/kafka/artifacts.ts';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import type { KafkaInstallation } from '#onprem-runner/embedded/kafka/installation.ts';
import { prepareBroker, type BrokerCommand } from '#onprem-runner/embedded/kafka/settings.ts';
import { brokerStore, type Certificates } from './certificates.ts';

const run = promisify(execFile);

/** What a broker is started with. */
export interface TestBrokerSettings {
  readonly folder: string;
  readonly ports: { readonly plain: number; readonly secure: number; readonly controller: number };
  readonly certificates: Certificates;
  /** Users of the secure listener and their passwords. */
  readonly users: Readonly<Record<string, string>>;
  /** Port that clients without TLS are sent to, where that is not the broker's own: a way to it that can be cut. */
  readonly advertisedPort?: number;
}

/** The product's own broker, with a second listener. Who comes without TLS is the administrator of these tests; who comes with it has the rights that access lists give. */
export function prepareApache(installation: KafkaInstallation, settings: TestBrokerSettings): Promise<BrokerCommand> {
  const { folder, ports, users } = settings;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'broker.store'), brokerStore(settings.certificates), { mode: 0o600 });
  const formatWith = Object.entries(users).flatMap(([name, password]) => ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`]);
  return prepareBroker(installation, { folder, ports, properties: secureListener(settings), formatWith });
}

function secureListener({ folder, ports, certificates, advertisedPort = ports.plain }: TestBrokerSettings): Readonly<Record<string, string>> {
  const listeners = { PLAINTEXT: ports.plain, SASL_SSL: ports.secure, CONTROLLER: ports.controller };
  return {
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    listeners: Object.entries(listeners).map(([name, port]) => `${name}://127.0.0.1:${String(port)}`).join(','),
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(advertisedPort)},SASL_SSL://127.0.0.1:${String(ports.secure)}`,
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

/** The registry's tools lag one version behind the broker; as clients they speak to any. */
const TOOLS_VERSION = '4.3.0';

/** Runs one of Kafka's own command line tools, fetched first. */
export async function runTool({ java, libraries }: KafkaInstallation, tool: string, args: readonly string[]): Promise<string> {
  const folder = join(libraries, '..', '..', `uwf-kafka-tools-${TOOLS_VERSION}`);
  const artifacts = ['kafka-tools', 'kafka-clients', 'kafka-server-common'].map((name) => ({ group: 'org.apache.kafka', name, version: TOOLS_VERSION }));
  const failure = await installOnce(folder, (part) => copyArtifacts({ artifacts, into: join(part, 'libs'), isTransitive: false }));
  if (failure !== undefined) throw new Error(`Kafka's tools cannot be fetched: ${failure}`);
  const path = `${join(folder, 'libs', '*')}:${join(libraries, '*')}`;
  const { stdout } = await run(java, ['-XX:TieredStopAtLevel=1', '-cp', path, tool, ...args], { timeout: 60_000 });
  return stdout;
}
