export type { KafkaOptions } from './config.ts';
export { openKafka } from './message-log.ts';
export { applyTopics, type TopicOutcome, type TopicToMake } from './topics.ts';
