import type { LogPosition, LogRecord, MessageLog } from '#shared/ports/message-log.ts';

/** A piece of one partition: from a position to before an offset. */
export interface LogRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: LogPosition;
  readonly end: number;
}

const READ_PAGE_MAX = 500;

/** Reads a piece of a partition in its order, page by page. Errors: `UWF-5002`. */
export async function* recordsFrom(log: Pick<MessageLog, 'read'>, { topic, partition, from, end }: LogRange): AsyncIterable<LogRecord> {
  let position = from;
  for (;;) {
    const records = await log.read({ topic, partition, from: position, max: READ_PAGE_MAX });
    for (const record of records) {
      if (record.offset >= end) return;
      yield record;
    }
    const last = records.at(-1);
    if (last === undefined) return;
    position = { offset: last.offset + 1 };
  }
}
