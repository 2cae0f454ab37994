import type { Readable } from 'node:stream';
import { HANDLER_LINE_CHARACTERS_MAX, HANDLER_OUTPUT_BYTES_MAX } from './limits.ts';

/** What a handler wrote to its console: it may hold anything, so it stays in the zone, see {@link OutputSink}. */
export interface ConsoleLine {
  /** File name of the handler's module. */
  readonly module: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Where console output goes: a file of the runner's host, or nowhere. Never a log that is shipped. */
export interface OutputSink {
  write(line: ConsoleLine): void;
}

/** Reads a stream to its end line by line, whatever comes: only so much is handed on, in lines of a bounded length. */
export function catchOutput(stream: Readable, from: Omit<ConsoleLine, 'text'>, sink: OutputSink | undefined): void {
  const decoder = new TextDecoder();
  let left = HANDLER_OUTPUT_BYTES_MAX;
  let line = '';
  const flush = (): void => {
    if (line !== '') sink?.write({ ...from, text: line });
    line = '';
  };
  stream.on('data', (chunk: Buffer) => {
    if (left <= 0 || sink === undefined) return;
    const texts = decoder.decode(chunk.subarray(0, left), { stream: true }).split('\n');
    left -= chunk.byteLength;
    texts.forEach((text, index) => {
      if (index > 0) flush();
      line = (line + text).slice(0, HANDLER_LINE_CHARACTERS_MAX);
    });
  });
  stream.on('end', flush);
  stream.on('error', () => undefined);
}
