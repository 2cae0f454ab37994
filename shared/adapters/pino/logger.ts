import { pino, type DestinationStream } from 'pino';
import type { Logger } from '#shared/ports/logger.ts';

/** Fields that must never be written, whoever passes them: a second line of defence behind callers that log ids and codes only. */
const REDACTED_FIELDS = ['input', 'output', 'arguments', 'token', 'authorization', 'cause', '*.input', '*.output', '*.arguments', '*.token', '*.authorization', '*.cause'];

export interface FileLoggerOptions {
  /** Name of the process part: `private-cloud`, `on-prem`. */
  readonly name: string;
  /** File to append to, made with its folders when missing. */
  readonly file: string;
}

/** A logger that can be closed: what was logged is on its way to the file when `flush` returns. */
export interface FileLogger extends Logger {
  flush(): void;
}

/** Structured log lines (NDJSON, time in epoch milliseconds) appended to a file. */
export function createFileLogger(options: FileLoggerOptions): FileLogger {
  const destination = pino.destination({ dest: options.file, mkdir: true, sync: true, append: true });
  return toLogger(options.name, destination, () => destination.flushSync());
}

/** The same on standard output, where what runs the process picks it up. */
export function createStdoutLogger(name: string): Logger {
  return toLogger(name, pino.destination({ dest: 1, sync: true }), () => undefined);
}

function toLogger(name: string, destination: DestinationStream, flush: () => void): FileLogger {
  const log = pino({ name, base: { name }, redact: { paths: REDACTED_FIELDS, censor: '[redacted]' } }, destination);
  return {
    info: (event, fields) => log.info(fields ?? {}, event),
    warn: (event, fields) => log.warn(fields ?? {}, event),
    error: (event, fields) => log.error(fields ?? {}, event),
    flush,
  };
}
