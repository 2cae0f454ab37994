import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** Codes of librdkafka that somebody here decides by: below zero its own, above those of the protocol of Kafka. */
export const KAFKA_ERRORS = {
  transport: -195,
  allBrokersDown: -187,
  timedOut: -185,
  queueFull: -184,
  revokePartitions: -174,
  assignPartitions: -175,
  state: -172,
  waitingForCoordinator: -180,
  fatal: -150,
  noOffset: -168,
  unknownTopicHere: -188,
  unknownPartition: -190,
  assignmentLost: -142,
  unknownTopic: 3,
  leaderNotThere: 5,
  notLeader: 6,
  tooLarge: 10,
  coordinatorLoading: 14,
  coordinatorNotThere: 15,
  notCoordinator: 16,
  illegalGeneration: 22,
  unknownMember: 25,
  rebalancing: 27,
  groupDenied: 30,
  fencedMember: 82,
  topicExists: 36,
} as const;

/** The number of an error of the driver, or undefined when it is none. */
export function codeOf(error: unknown): number | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'number' ? code : undefined;
}

/**
 * An error of the driver as one of ours. Its text can quote what was sent, so only its number goes on, and the topic where that is what
 * is missing.
 */
export function fromKafkaError(error: unknown, topics: readonly string[] = []): UwfError {
  if (error instanceof UwfError) return error;
  const code = codeOf(error);
  if (code === KAFKA_ERRORS.unknownTopic || code === KAFKA_ERRORS.unknownTopicHere || code === KAFKA_ERRORS.unknownPartition) {
    return new UwfError('UWF-5002', `the cluster does not have all of these topics (uwf kafka topics --apply makes them): ${topics.join(', ')}`, { details: { reason: 'unknown-topic' } });
  }
  if (code === KAFKA_ERRORS.tooLarge) return new UwfError('UWF-5000', 'a record is larger than its topic takes', { details: { reason: 'too-large' } });
  return new UwfError('UWF-5002', undefined, { details: { reason: code === undefined ? 'unavailable' : `kafka${String(code)}` } });
}

/** What every call ends in once a log or a consumer is closed. */
export function closed(): UwfError {
  return new UwfError('UWF-5002', undefined, { details: { reason: 'closed' } });
}

/** What every call of a consumer ends in once another one has come under its name. */
export function replaced(): UwfError {
  return new UwfError('UWF-5002', 'another consumer of this name has joined the group', { details: { reason: 'replaced' } });
}
