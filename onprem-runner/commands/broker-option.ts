import { Option } from 'commander';
import { defaultKafkaSettings } from '#shared/config/kafka-settings.ts';
import type { Project } from '#shared/config/load-project-config.ts';
import type { DevelopmentSettings } from '../dev/settings.ts';
import { CommandError } from '../output/command-error.ts';

/** `--kafka`: the brokers of the option, else those of the configuration. */
export function brokerOption(): Option {
  return new Option('--kafka [brokers]', 'join the zones by Apache Kafka in place of a store: host:port of its brokers, by commas (default: kafka of the configuration)');
}

/** How a development system reaches the broker that was asked for. Errors: `UWF-6002` when none is named. */
export async function brokerOf(project: Project, given: string | true | undefined): Promise<Pick<DevelopmentSettings, 'openBroker'>> {
  if (given === undefined) return {};
  const { environment, tenant, kafka } = project.config;
  // One broker that was named by hand is alone.
  const alone = { ...defaultKafkaSettings(), replication: 1, minInSyncReplicas: 1 };
  const settings = given === true ? kafka : { ...(kafka ?? alone), brokers: given.split(',') };
  if (settings === undefined || settings.brokers.length === 0) throw new CommandError('UWF-6002', '--kafka: name the brokers (host:port), or write them under kafka.brokers of uwf.config.yaml');
  const [{ openBrokerLogs }, { kafkaOptionsOf }] = await Promise.all([import('../dev/kafka/compose.ts'), import('./kafka/compose.ts')]);
  const options = await kafkaOptionsOf(project, settings, 'uwf-dev');
  return { openBroker: () => openBrokerLogs({ environment, tenant, options, numbers: settings }) };
}
