import type { FileHandle } from 'node:fs/promises';
import { JOURNAL_SYNC_MS } from './limits.ts';

/** Writes to the end of a file in the background, in order. */
export interface JournalWriting {
  write(text: string): void;
  /** Resolves when all that was written before is on the disk. Rejects when something could not be written. */
  sync(): Promise<void>;
  /** The last {@link sync}. */
  stop(): Promise<void>;
}

/**
 * What is written in one turn of the event loop leaves in one write, which a dying process cannot take back. The disk is made to keep it once a second:
 * more would cost most of the throughput, and what a power cut takes is sent again under the same key. The first failure is kept, and told by `sync`.
 */
export function createJournalWriting(file: FileHandle): JournalWriting {
  let waiting: string[] = [];
  let last: Promise<void> = Promise.resolve();
  let isDirty = false;
  const chain = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work);
    // Seen by whoever waits for the next `sync`; until then nobody has to.
    last.catch(() => undefined);
    return last;
  };
  const flush = async (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    if (text === '') return;
    isDirty = true;
    await file.appendFile(text);
  };
  const sync = (): Promise<void> =>
    chain(async () => {
      await flush();
      if (!isDirty) return;
      isDirty = false;
      await file.datasync();
    });
  const timer = setInterval(() => void sync().catch(() => undefined), JOURNAL_SYNC_MS);
  timer.unref();
  return {
    write: (text) => {
      waiting.push(text);
      if (waiting.length === 1) setImmediate(() => void chain(flush).catch(() => undefined));
    },
    sync,
    stop: async () => {
      clearInterval(timer);
      await sync();
    },
  };
}
