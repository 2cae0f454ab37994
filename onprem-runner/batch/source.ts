import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { RawRecord, RecordSplitter, SplitOutcome } from '#shared/core/batch/record.ts';
import type { CommandContext } from '../commands/context.ts';
import { CommandError } from '../output/command-error.ts';
import { fileFailure } from './files.ts';
import { formatOfBytes, formatOfName, splitterOf, type BatchFormat, type DelimiterName } from './format.ts';
import { CHUNK_BYTES } from './limits.ts';

/** Where inputs come from: a file that can be read twice, or a stream that cannot. */
export interface BatchSource {
  /** As it was given. */
  readonly name: string;
  /** Bytes of a file; absent for a stream. */
  readonly bytes?: number;
  /** SHA-256 of a file; absent for a stream. It is as secret as the file: a short file can be guessed from it. */
  readonly digest?: Uint8Array;
  /** The content, from its beginning. To be read once. Errors: `UWF-6020` when a file has become another one since {@link digest} was made. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Ends the wait for more of a stream, which then breaks off; a file does not keep anybody waiting. */
  interrupt(): void;
  close(): Promise<void>;
}

/** Opens a file of inputs, or stdin for `-`. Errors: `UWF-6001`. */
export async function openSource(context: CommandContext, name: string): Promise<BatchSource> {
  if (name === '-') return streamSource(name, context.terminal.openInput(), () => Promise.resolve());
  const file = await openFile(context, name);
  const { size } = await file.stat();
  const isRegular = (await file.stat()).isFile();
  if (!isRegular) return streamSource(name, file.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES }), () => file.close());
  const digest = await digestOf(file);
  return { name, bytes: size, digest, chunks: () => unchangedChunks(file, name, digest), interrupt: () => undefined, close: () => file.close() };
}

function streamSource(name: string, stream: AsyncIterable<Uint8Array | string>, close: () => Promise<void>): BatchSource {
  return { name, chunks: () => streamChunks(stream), interrupt: () => void (stream instanceof Readable && stream.destroy()), close };
}

async function openFile(context: CommandContext, name: string): Promise<FileHandle> {
  try {
    const file = await open(resolve(context.folder, name), 'r');
    if (!(await file.stat()).isDirectory()) return file;
    await file.close();
  } catch (error) {
    throw fileFailure(name, error);
  }
  throw new CommandError('UWF-6001', `${name}: is a folder`);
}

async function digestOf(file: FileHandle): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(file)) hash.update(chunk);
  return hash.digest();
}

/** Reads by position: what was read before does not count. */
async function* fileChunks(file: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* unchangedChunks(file: FileHandle, name: string, digest: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(file)) {
    hash.update(chunk);
    yield chunk;
  }
  if (!hash.digest().equals(digest)) throw new CommandError('UWF-6020', `${name}: the file was changed while it was read`);
}

async function* streamChunks(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}

/** The records of a source, and what it is written in. */
export interface BatchRecords {
  readonly format: BatchFormat;
  /** Errors: `UWF-6007` with the line from which nothing can be read any more. */
  readonly records: AsyncGenerator<RawRecord, void, undefined>;
  /** Bytes that were read so far. */
  readonly position: () => number;
}

/** Cuts a source into records; of an unknown format the first bytes tell which it is. */
export async function readRecords(source: BatchSource, options: { readonly format?: BatchFormat; readonly delimiter: DelimiterName }): Promise<BatchRecords> {
  const at = { position: 0 };
  const chunks = counted(withoutMark(source.chunks()), at);
  const first = await firstWithText(chunks);
  const format = options.format ?? formatOfName(source.name) ?? formatOfBytes(first);
  const splitter = splitterOf(format, options.delimiter);
  return { format, records: split({ source, splitter, first, chunks }), position: () => at.position };
}

async function* counted(chunks: AsyncGenerator<Uint8Array, void, undefined>, at: { position: number }): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    at.position += chunk.length;
    yield chunk;
  }
}

/** The beginning up to the first chunk that tells a format: white space alone does not. Bounded, since more white space than that begins no file. */
async function firstWithText(chunks: AsyncGenerator<Uint8Array, void, undefined>): Promise<Uint8Array> {
  let first = new Uint8Array(0);
  while (first.length < CHUNK_BYTES && first.every((byte) => byte <= 0x20)) {
    const next = await chunks.next();
    if (next.done === true) break;
    first = new Uint8Array(Buffer.concat([first, next.value]));
  }
  return first;
}

const MARK = [0xef, 0xbb, 0xbf] as const;

/** Without a byte order mark at the beginning; a pipe may give it byte by byte. */
async function* withoutMark(chunks: AsyncGenerator<Uint8Array, void, undefined>): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (held === undefined) {
      yield chunk;
      continue;
    }
    held = new Uint8Array(Buffer.concat([held, chunk]));
    if (held.length < MARK.length) continue;
    yield MARK.every((byte, index) => held?.[index] === byte) ? held.subarray(MARK.length) : held;
    held = undefined;
  }
  if (held !== undefined && held.length > 0) yield held;
}

interface Splitting {
  readonly source: BatchSource;
  readonly splitter: RecordSplitter;
  readonly first: Uint8Array;
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

async function* split({ source, splitter, first, chunks }: Splitting): AsyncGenerator<RawRecord, void, undefined> {
  yield* recordsOf(source, splitter.push(first));
  for await (const chunk of chunks) yield* recordsOf(source, splitter.push(chunk));
  yield* recordsOf(source, splitter.end());
}

function* recordsOf(source: BatchSource, { records, fault }: SplitOutcome): Generator<RawRecord, void, undefined> {
  yield* records;
  if (fault !== undefined) throw new CommandError('UWF-6007', `${source.name}, line ${fault.line}: ${fault.reason}`);
}
