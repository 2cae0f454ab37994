import { groupsOf, topicsOf } from './topics.ts';

/** What a cluster keeps topics by. */
export interface TopicNumbers {
  /** Of the topics that carry work; its order per execution needs no more than one. */
  readonly partitions: number;
  readonly replication: number;
  readonly minInSyncReplicas: number;
  /** How long work, results and notices stay: longer than the longest outage and what a restore may lose (protocol §2). */
  readonly retentionMs: number;
}

/** A topic as it should be, with the settings of the broker. */
export interface PlannedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Who does what at the brokers: one principal a role (protocol §2). */
export type LogRole = 'dispatcher' | 'collector' | 'runner' | 'cloudOperator' | 'onPremOperator';

/** Rights of a principal on topics, or on a group of consumers. */
export interface AccessRule {
  readonly principal: string;
  readonly kind: 'topic' | 'group';
  readonly names: readonly string[];
  readonly operations: readonly AccessOperation[];
}

/** What a rule allows. */
export type AccessOperation = 'Describe' | 'Read' | 'Write';

/** Who uses something may look it up as well. */
const READ: readonly AccessOperation[] = ['Describe', 'Read'];
const WRITE: readonly AccessOperation[] = ['Describe', 'Write'];
const READ_AND_WRITE: readonly AccessOperation[] = ['Describe', 'Read', 'Write'];

/** Dead letters are for people: they stay for longer than what they are about. */
const DEAD_LETTER_RETENTION_MS = 30 * 86_400_000;
/** Notices and dead letters are few, and nobody waits for them in numbers. */
const PARTITIONS_OF_FEW = 1;

/** Topics of one tenant in one environment, with their settings: nothing is lost with one broker, nothing is kept by who appended it. */
export function planTopics(environment: string, tenant: string, numbers: TopicNumbers): readonly PlannedTopic[] {
  const { commandsBy, results, control, definitions, deadLetters } = topicsOf(environment, tenant);
  const { partitions, replication, retentionMs } = numbers;
  const planned = (name: string, count: number, keptMs: number): PlannedTopic => ({ name, partitions: count, replication, settings: settingsOf(numbers, keptMs) });
  return [
    ...[...Object.values(commandsBy), results].map((name) => planned(name, partitions, retentionMs)),
    ...[control, definitions].map((name) => planned(name, PARTITIONS_OF_FEW, retentionMs)),
    ...[deadLetters.cloud, deadLetters.onPrem].map((name) => planned(name, PARTITIONS_OF_FEW, Math.max(retentionMs, DEAD_LETTER_RETENTION_MS))),
  ];
}

function settingsOf({ minInSyncReplicas }: TopicNumbers, retentionMs: number): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(retentionMs),
    'min.insync.replicas': String(minInSyncReplicas),
    'unclean.leader.election.enable': 'false',
    // Positions by time are the brokers' business, not of who appends.
    'message.timestamp.type': 'LogAppendTime',
  };
}

/**
 * What each role may do, and nothing else: who commands cannot answer, who answers cannot command (protocol §2). An operator replays what his
 * side did not accept: as it was signed, for he can sign nothing.
 */
export function planAccess(environment: string, tenant: string, principals: Readonly<Record<LogRole, string>>): readonly AccessRule[] {
  const { commandsBy, results, control, definitions, deadLetters } = topicsOf(environment, tenant);
  const groups = groupsOf(environment, tenant);
  const toBank = [...Object.values(commandsBy), definitions];
  const toCloud = [results, control];
  return [
    { principal: principals.dispatcher, kind: 'topic', names: toBank, operations: WRITE },
    { principal: principals.collector, kind: 'topic', names: toCloud, operations: READ },
    { principal: principals.collector, kind: 'topic', names: [deadLetters.cloud], operations: WRITE },
    { principal: principals.collector, kind: 'group', names: [groups.cloud], operations: READ },
    { principal: principals.runner, kind: 'topic', names: toBank, operations: READ },
    { principal: principals.runner, kind: 'topic', names: [...toCloud, deadLetters.onPrem], operations: WRITE },
    { principal: principals.runner, kind: 'group', names: [groups.onPrem], operations: READ },
    { principal: principals.cloudOperator, kind: 'topic', names: [deadLetters.cloud, ...toCloud], operations: READ_AND_WRITE },
    { principal: principals.onPremOperator, kind: 'topic', names: [deadLetters.onPrem, ...toBank], operations: READ_AND_WRITE },
  ];
}

/** The same rule as arguments of `kafka-acls`, which comes with Apache Kafka. Names of topics and principals need no quotes. */
export function accessCommand({ principal, kind, names, operations }: AccessRule): readonly string[] {
  return ['--add', '--allow-principal', principal, ...operations.flatMap((operation) => ['--operation', operation]), ...names.flatMap((name) => [`--${kind}`, name])];
}
