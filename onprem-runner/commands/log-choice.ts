import { InvalidArgumentError, Option, type Command } from 'commander';
import type { RecordChoice } from '#shared/application/door/replay-records.ts';
import { loadProject } from '#shared/config/load-project-config.ts';
import { topicsOf, type Topics } from '#shared/core/work/topics.ts';
import { CommandError } from '../output/command-error.ts';
import type { CommandContext } from './context.ts';
import { addLogOptions, type LogOptions } from './door-log.ts';
import { parseDuration, parseInteger } from './options.ts';

/** Topics by the names that people use. */
const TOPIC_NAMES = ['commands.critical', 'commands.high', 'commands.normal', 'commands.low', 'results', 'control', 'definitions'] as const;
type TopicName = (typeof TOPIC_NAMES)[number];

/** Options of every command that picks records of the log. */
export interface ChoiceOptions extends LogOptions {
  readonly topic: TopicName;
  readonly partition?: number;
  readonly offset?: number;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly until?: number;
}

const OFFSET = { min: 0, max: 999_999_999 } as const;
const PARTITION = { min: 0, max: 999 } as const;

/** Adds the options of {@link ChoiceOptions}. */
export function addChoiceOptions(command: Command): Command {
  return addLogOptions(command)
    .addOption(new Option('--topic <name>', 'which records').choices(TOPIC_NAMES).makeOptionMandatory())
    .option('--since <time>', 'from the first record at or after a time, such as 2026-01-31T09:00:00Z, or so long ago, such as 2h', parseTime)
    .option('--offset <number>', 'from this offset of the partition given', parseInteger(OFFSET))
    .option('--partition <number>', 'only this partition', parseInteger(PARTITION))
    .option('--until <time>', 'up to the last record before a time', parseTime);
}

/** A time with its zone, or a length of time before now, as epoch milliseconds. */
export function parseTime(text: string): number {
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/u.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  if (/^\d+(?:ms|s|m|h)$/u.test(text)) return Date.now() - parseDuration(text);
  throw new InvalidArgumentError('Expected a time with its zone such as 2026-01-31T09:00:00Z, or how long ago it was such as 2h.');
}

/** What the options pick, and where those who read it keep their dead letters. Errors: `UWF-6002`, and those of the project. */
export function choiceOf(context: CommandContext, { topic, partition, offset, since, until }: ChoiceOptions): { readonly choice: RecordChoice; readonly letters: string } {
  const { environment, tenant } = loadProject({ folder: context.folder }).config;
  const topics = topicsOf(environment, tenant);
  if ((offset === undefined) === (since === undefined)) throw new CommandError('UWF-6002', 'give either --since, or --partition and --offset');
  if (offset !== undefined && partition === undefined) throw new CommandError('UWF-6002', 'an offset counts within one partition: give --partition');
  const from = offset === undefined ? { at: since ?? 0 } : { offset };
  const isForCloud = topic === 'results' || topic === 'control';
  return {
    choice: { topic: topicOf(topics, topic), from, ...(partition === undefined ? {} : { partition }), ...(until === undefined ? {} : { until }) },
    letters: isForCloud ? topics.deadLetters.cloud : topics.deadLetters.onPrem,
  };
}

function topicOf(topics: Topics, name: TopicName): string {
  switch (name) {
    case 'commands.critical':
      return topics.commandsBy.critical;
    case 'commands.high':
      return topics.commandsBy.high;
    case 'commands.normal':
      return topics.commandsBy.normal;
    case 'commands.low':
      return topics.commandsBy.low;
    case 'results':
    case 'control':
    case 'definitions':
      return topics[name];
  }
}
