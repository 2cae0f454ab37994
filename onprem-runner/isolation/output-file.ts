import { constants } from 'node:fs';
import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConsoleLine, OutputSink } from './console-output.ts';
import { OUTPUT_FILE_BYTES_MAX } from './limits.ts';

/** A sink that ends when it is closed. */
export interface OutputFile extends OutputSink {
  /** Writes what waits, and closes the file. */
  close(): Promise<void>;
}

const WAITING_LINES_MAX = 10_000;

/**
 * Keeps console output of handlers in a file that its owner alone can read, beside one older file: the disk does not fill. Lines that come quicker than
 * they can be written are left out.
 */
export function createOutputFile({ file, now }: { readonly file: string; readonly now: () => number }): OutputFile {
  let waiting: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  let isIdle = true;
  const drain = async (): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await openTurned(file);
    try {
      while (waiting.length > 0) {
        const text = waiting.join('');
        waiting = [];
        await handle.appendFile(text);
      }
    } finally {
      await handle.close();
      isIdle = true;
    }
  };
  return {
    write: (line) => {
      if (waiting.length >= WAITING_LINES_MAX) return;
      waiting.push(`${JSON.stringify(toRecord(line, now()))}\n`);
      if (!isIdle) return;
      isIdle = false;
      // A disk that is full takes no output; the work goes on.
      writing = drain().catch(() => {
        isIdle = true;
        waiting = [];
      });
    },
    close: () => writing,
  };
}

function toRecord({ module, stream, text }: ConsoleLine, at: number): object {
  return { at: new Date(at).toISOString(), module, stream, text };
}

async function openTurned(file: string): Promise<FileHandle> {
  const handle = await openFile(file);
  const { size } = await handle.stat();
  if (size < OUTPUT_FILE_BYTES_MAX) return handle;
  await handle.close();
  await rename(file, `${file}.1`);
  return openFile(file);
}

async function openFile(file: string): Promise<FileHandle> {
  return open(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
}
