import type { LogPosition, LogRecord } from '#shared/ports/message-log.ts';

/** Records of one partition: `records[i]` has the offset `begin + i`. */
export interface LogPartition {
  begin: number;
  records: LogRecord[];
  lastAt: number;
}

/** A topic and its partitions, by number. */
export type LogTopics = (topic: string) => readonly LogPartition[];

/** The offset behind the last record. */
export function endOf({ begin, records }: LogPartition): number {
  return begin + records.length;
}

/** Where a position is in a partition. */
export function offsetOf(partition: LogPartition, position: LogPosition): number {
  if (position === 'beginning') return partition.begin;
  if (position === 'end') return endOf(partition);
  if ('offset' in position) return Math.min(Math.max(Math.ceil(position.offset), partition.begin), endOf(partition));
  const index = partition.records.findIndex(({ at }) => at >= position.at);
  return index < 0 ? endOf(partition) : partition.begin + index;
}

/** Records from an offset on, or from the first one that is left behind it. */
export function recordsFrom({ begin, records }: LogPartition, offset: number, max: number): readonly LogRecord[] {
  const start = Math.max(offset - begin, 0);
  return records.slice(start, start + max);
}
