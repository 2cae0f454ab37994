import { homedir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { defaultKafkaSettings } from '#shared/config/kafka-settings.ts';
import type { Project } from '#shared/config/load-project-config.ts';
import type { DevelopmentSettings } from '../dev/settings.ts';
import type { KafkaSources } from '../embedded/kafka/installation.ts';
import { CommandError } from '../output/command-error.ts';
import type { CommandEnvironment } from './config.ts';
import type { CommandContext } from './context.ts';

/** `--kafka`: the brokers of the option, else those of the configuration, else one of the system's own. */
export function brokerOption(): Option {
  return new Option('--kafka [brokers]', 'join the zones by Apache Kafka in place of a store: host:port of its brokers, by commas (default: those of the configuration, else one that is started for it)');
}

export interface BrokerRequest {
  readonly project: Project;
  /** What follows `--kafka`; true: nothing does. */
  readonly given: string | true | undefined;
  /** Of the system: where a broker of its own keeps its records. */
  readonly dataDirectory: string;
}

/** How a development system reaches the broker that was asked for. Errors: `UWF-6002` when a name is empty; opening it tells the others. */
export async function brokerOf({ terminal, environment: variables }: CommandContext, { project, given, dataDirectory }: BrokerRequest): Promise<Pick<DevelopmentSettings, 'openBroker'>> {
  if (given === undefined) return {};
  const { environment, tenant, kafka } = project.config;
  // One broker that was named by hand, or is the system's own, is alone.
  const alone = { replication: 1, minInSyncReplicas: 1 };
  const known = kafka ?? { ...defaultKafkaSettings(), ...alone };
  const settings = given === true ? known : { ...known, brokers: given.split(',') };
  if (settings.brokers.includes('')) throw new CommandError('UWF-6002', '--kafka: name the brokers as host:port, by commas');
  const [{ openBrokerLogs, openOwnBroker }, { kafkaOptionsOf }] = await Promise.all([import('../dev/kafka/compose.ts'), import('./kafka/compose.ts')]);
  if (settings.brokers.length === 0) {
    const own = { environment, tenant, numbers: { ...settings, ...alone }, dataDirectory, sources: kafkaSourcesOf(variables), note: (message: string) => terminal.tell(message) };
    return { openBroker: () => openOwnBroker(own) };
  }
  const options = await kafkaOptionsOf(project, settings, 'uwf-dev');
  return { openBroker: () => openBrokerLogs({ environment, tenant, options, numbers: settings }) };
}

function kafkaSourcesOf({ kafkaHome, javaHome, cacheHome }: CommandEnvironment): KafkaSources {
  return { cacheFolder: cacheHome ?? join(homedir(), '.cache'), ...(kafkaHome === undefined ? {} : { kafkaHome }), ...(javaHome === undefined ? {} : { javaHome }) };
}
