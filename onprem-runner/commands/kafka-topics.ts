import { defaultKafkaSettings, type KafkaSettings } from '#shared/config/kafka-settings.ts';
import { loadProject, type Project } from '#shared/config/load-project-config.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { accessCommand, planAccess, planTopics, type AccessRule, type PlannedTopic } from '#shared/core/work/topic-plan.ts';
import { printListing, renderValue } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';

interface TopicsOptions extends OutputOptions {
  readonly apply?: boolean;
  readonly config?: string;
}

/** A topic of the plan, and what became of it where it was applied. */
interface TopicRow extends PlannedTopic {
  readonly state?: string;
}

/** What a project wants of its cluster. */
export interface KafkaPlan {
  readonly topics: readonly PlannedTopic[];
  readonly access: readonly AccessRule[];
}

/** `uwf kafka topics`: the topics of this project and who may do what with them; `--apply` makes the topics that are missing. */
export const addKafkaTopics: AddCommand = (parent, context) => {
  parent
    .command('topics')
    .description('write the topics between the zones with their settings, and the access lists of each principal as calls of kafka-acls')
    .option('--apply', 'make the topics that are missing; what is there is told and left as it is')
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)')
    .addOption(outputOption())
    .action((options: TopicsOptions) => showTopics(context, options));
};

async function showTopics(context: CommandContext, options: TopicsOptions): Promise<void> {
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const settings = project.config.kafka ?? defaultKafkaSettings();
  const plan = kafkaPlanOf(project, settings);
  const rows = options.apply === true ? await applied(project, settings, plan.topics) : plan.topics;
  const { terminal } = context;
  const { output } = options;
  if (output === 'json' || output === 'yaml') terminal.out(renderValue(planToJson({ topics: rows, access: plan.access }), output));
  else printListing(terminal, output, { rows, columns: options.apply === true ? [...COLUMNS, STATE] : COLUMNS, toJson: topicToJson, whenEmpty: 'No topics.' });
  if (output !== 'table') return;
  terminal.tell('');
  terminal.tell('Access lists, to be set by an administrator of the cluster:');
  for (const rule of plan.access) terminal.out(`${commandLineOf(rule)}\n`);
}

/** The plan of a project: names from environment and tenant, numbers from `kafka`. */
export function kafkaPlanOf({ config }: Pick<Project, 'config'>, settings: KafkaSettings = config.kafka ?? defaultKafkaSettings()): KafkaPlan {
  return { topics: planTopics(config.environment, config.tenant, settings), access: planAccess(config.environment, config.tenant, settings.principals) };
}

async function applied(project: Project, settings: KafkaSettings, topics: readonly PlannedTopic[]): Promise<readonly TopicRow[]> {
  if (settings.brokers.length === 0) throw new UwfError('UWF-5005', 'kafka.brokers: expected at least one host:port');
  const { applyPlan } = await import('./kafka/compose.ts');
  const outcomes = await applyPlan(project, settings, topics);
  return topics.map((topic) => {
    const outcome = outcomes.find(({ name }) => name === topic.name);
    if (outcome?.kind !== 'differs') return { ...topic, state: outcome?.kind ?? 'missing' };
    return { ...topic, state: `differs: ${String(outcome.partitions)} partitions, ${String(outcome.replication)} replicas` };
  });
}

const COLUMNS: readonly TableColumn<TopicRow>[] = [
  { title: 'TOPIC', cell: ({ name }) => name },
  { title: 'PARTITIONS', cell: ({ partitions }) => String(partitions) },
  { title: 'REPLICAS', cell: ({ replication }) => String(replication) },
  { title: 'IN SYNC', cell: ({ settings }) => settings['min.insync.replicas'] ?? '' },
  { title: 'KEPT', cell: ({ settings }) => `${String(Number(settings['retention.ms'] ?? 0) / 86_400_000)} days` },
];

const STATE: TableColumn<TopicRow> = { title: 'STATE', cell: ({ state }) => state ?? '' };

function topicToJson({ name, partitions, replication, settings, state }: TopicRow): JsonObject {
  return { name, partitions, replication, settings: { ...settings }, ...(state === undefined ? {} : { state }) };
}

/** The plan as data: for `-o`, and for the files of `infra/kafka`. */
export function planToJson({ topics, access }: { readonly topics: readonly TopicRow[]; readonly access: readonly AccessRule[] }): JsonObject {
  return {
    topics: topics.map(topicToJson),
    access: access.map((rule) => ({ principal: rule.principal, [`${rule.kind}s`]: [...rule.names], operations: [...rule.operations], command: commandLineOf(rule) })),
  };
}

function commandLineOf(rule: AccessRule): string {
  return ['kafka-acls', '--bootstrap-server', '"$BROKERS"', '--command-config', 'admin.properties', ...accessCommand(rule)].join(' ');
}
