/**
 * What joins the zones: a log of records per topic and partition, as Apache Kafka has it. Records stay for the topic's retention, read or not,
 * so that they can be read again from an offset or a time. Trusted to deliver sooner or later, and for nothing else (protocol §1):
 * records may come twice, be replayed, or be written by anyone.
 * Errors of every method: `UWF-5002` (log unavailable, retryable).
 */
export interface MessageLog {
  /** Appends records; durable once resolved. Records of one key keep their order. A call that failed may have appended some of them. */
  append(request: { readonly topic: string; readonly records: readonly LogMessage[] }): Promise<void>;
  /**
   * Joins a group of consumers, which share the partitions of the topics between them. A new group starts at the beginning. `consumer` is a name
   * of the process that stays the same over restarts: who comes again under it takes the place of the one before at once, which can do nothing more.
   */
  subscribe(request: { readonly topics: readonly string[]; readonly group: string; readonly consumer: string }): Promise<LogConsumer>;
  /** Reads without a group, for people and replays: from an offset, or from the first record at or after a time. */
  read(request: { readonly topic: string; readonly partition: number; readonly from: LogPosition; readonly max: number }): Promise<readonly LogRecord[]>;
  /** First offset that is kept and the one after the last, per partition. */
  bounds(request: { readonly topic: string }): Promise<readonly LogBounds[]>;
  close(): Promise<void>;
}

/** A member of a group. Not for concurrent use, except `close`. */
export interface LogConsumer {
  /** The next records of the partitions it holds, in order per partition; waits up to `waitMs` for the first one. */
  poll(request: { readonly max: number; readonly waitMs: number }): Promise<readonly LogRecord[]>;
  /**
   * Says that everything up to and including these records is handled: after a restart the group goes on behind them. Of partitions that
   * another member has taken over nothing is written; their records come again, there.
   */
  commit(request: { readonly records: readonly Pick<LogRecord, 'topic' | 'partition' | 'offset'>[] }): Promise<void>;
  /** Goes back to the last commit of these topics: what was polled and not committed comes again. */
  rewind(request: { readonly topics: readonly string[] }): Promise<void>;
  /** Polls nothing from these topics until they are resumed; the partitions stay with this member. */
  pause(request: { readonly topics: readonly string[] }): Promise<void>;
  resume(request: { readonly topics: readonly string[] }): Promise<void>;
  /** Sets the group's position of all partitions of a topic that this member holds. */
  seek(request: { readonly topic: string; readonly to: LogPosition }): Promise<void>;
  /** Records behind the last commit of the partitions it holds, per topic. */
  lag(): Promise<readonly { readonly topic: string; readonly records: number }[]>;
  close(): Promise<void>;
}

/** What is appended. `key` decides the partition, so that records of one key keep their order. */
export interface LogMessage {
  readonly key: string;
  readonly value: string;
}

/** A record as it lies in the log. Two records are the same when topic, partition and offset are. */
export interface LogRecord extends LogMessage {
  readonly topic: string;
  readonly partition: number;
  /** Grows by at least one from record to record of a partition. */
  readonly offset: number;
  /** When it was appended, epoch milliseconds. */
  readonly at: number;
}

/** Where to read from. */
export type LogPosition = { readonly offset: number } | { readonly at: number } | 'beginning' | 'end';

/** What a partition holds: offsets from `begin` to before `end`. */
export interface LogBounds {
  readonly partition: number;
  readonly begin: number;
  readonly end: number;
}
