import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogPosition, LogRecord, MessageLog } from '#shared/ports/message-log.ts';
import { recordsFrom } from './records-from.ts';

/** Which records of a topic: those of one partition from an offset, or those of all partitions from a time. */
export interface RecordChoice {
  readonly topic: string;
  /** Absent: every partition. */
  readonly partition?: number;
  readonly from: LogPosition;
  /** Only those that were appended before; epoch milliseconds. Absent: all that there are when the choice is made. */
  readonly until?: number;
}

/**
 * The records of a choice, partition by partition, each in its order. What is appended meanwhile is not among them, so that a replay never meets itself.
 * Errors: `UWF-4044` (an offset that the topic does not keep, or a partition that it does not have), `UWF-5002`.
 */
export async function* chosenRecords(log: Pick<MessageLog, 'read' | 'bounds'>, { topic, partition, from, until }: RecordChoice): AsyncIterable<LogRecord> {
  const bounds = (await log.bounds({ topic })).filter((one) => partition === undefined || one.partition === partition);
  if (bounds.length === 0) throw new UwfError('UWF-4044', 'the topic has no such partition');
  for (const { partition: chosen, begin, end } of bounds) {
    if (typeof from === 'object' && 'offset' in from && from.offset < begin) throw new UwfError('UWF-4044', `the partition keeps its records from offset ${String(begin)} on`);
    for await (const record of recordsFrom(log, { topic, partition: chosen, from, end })) {
      // Times grow with the offsets of a partition.
      if (until !== undefined && record.at >= until) break;
      yield record;
    }
  }
}

/** A replay as an operator asks for it. */
export interface ReplayRequest {
  readonly choice: RecordChoice;
  /** Topic of the dead letters of the side that reads: where it is written down that a replay was done. */
  readonly letters: string;
  readonly reason: string;
  readonly by: string;
  /** Called before each record: where the replay is slowed down. */
  readonly pace: () => Promise<void>;
}

/**
 * Gives records to their readers again: the same bytes at the end of their topic, so that they are verified, held back and put in order like any other. What
 * has been handled is recognised and changes nothing; what has expired is refused, and its step sent anew if it is still open. Who did it and why is written
 * down first. Errors: those of {@link chosenRecords}.
 */
export async function replayRecords(log: Pick<MessageLog, 'read' | 'bounds' | 'append'>, { choice, letters, reason, by, pace }: ReplayRequest): Promise<number> {
  let count = 0;
  for await (const { topic, key, value } of chosenRecords(log, choice)) {
    if (count === 0) await log.append({ topic: letters, records: [{ key: topic, value: JSON.stringify({ replay: { ...choice, reason, by } }) }] });
    await pace();
    await log.append({ topic, records: [{ key, value }] });
    count += 1;
  }
  return count;
}
