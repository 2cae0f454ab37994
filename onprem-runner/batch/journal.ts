import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { outcomeJson, parseOutcome, type LineOutcome } from '#shared/core/batch/outcome.ts';
import { parseJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import { fileFailure, openOwnFile } from './files.ts';
import { createJournalWriting } from './journal-writing.ts';
import { CHUNK_BYTES, JOURNAL_LINE_BYTES_MAX } from './limits.ts';

/** What a batch is, written first into its journal and compared before it is gone on with. */
export interface BatchHead {
  /** Shared part of the idempotency keys. */
  readonly key: string;
  /** As it was asked for, and the version that every line of the batch runs. */
  readonly workflow: string;
  readonly version: string;
  readonly api: string;
  readonly waits: boolean;
  /** Tokens travel in place of sealed values: a line that is sent again has to be the same request. */
  readonly tokenises: boolean;
  /** Keyed fingerprint of a file; absent for a stream, whose lines have one each. */
  readonly content?: string;
}

/** An outcome as it stands in a journal: with a keyed fingerprint of its line where the file has none. */
export interface JournalEntry extends LineOutcome {
  readonly content?: string;
}

/** One attempt at a batch: where its entries stand in the journal, from `start` up to `end`. */
export interface JournalPart {
  readonly start: number;
  readonly end: number;
}

/** The journal of a batch, open for its next attempt. */
export interface Journal {
  readonly path: string;
  /** Absent in a new one. */
  readonly head?: BatchHead;
  /** What attempts before this one wrote. */
  readonly earlier: readonly JournalPart[];
  /** Begins an attempt; `head`: of a new journal. Called once, before anything is appended. */
  begin(head?: BatchHead): Promise<void>;
  /** Writes what became of a line. `kill -9` takes away no more than one turn of the event loop, a power cut no more than a second. */
  append(entry: JournalEntry): void;
  /** Everything is on the disk; gives all parts. Errors: `UWF-6001` when something could not be written. */
  close(): Promise<readonly JournalPart[]>;
}

const VERSION = 1;

/** Opens a journal, or makes one. What a crash cut off in the middle of its last line is taken away. Errors: `UWF-6001`, `UWF-6007`. */
export async function openJournal(path: string): Promise<Journal> {
  const file = await openOwnFile(path, 'append');
  try {
    const found = await survey(path);
    await file.truncate(found.end);
    return createJournal(path, file, found);
  } catch (error) {
    await file.close();
    throw fileFailure(path, error);
  }
}

function createJournal(path: string, file: FileHandle, { head, parts, end: length }: Survey): Journal {
  const writing = createJournalWriting(file);
  const at = { begun: length, end: length };
  const write = (value: JsonObject): void => {
    const text = `${JSON.stringify(value)}\n`;
    at.end += Buffer.byteLength(text);
    writing.write(text);
  };
  return {
    path,
    earlier: parts,
    ...(head === undefined ? {} : { head }),
    begin: async (head) => {
      write(head === undefined ? { attempt: parts.length + 1 } : { batch: VERSION, ...head });
      at.begun = at.end;
      await writing.sync();
    },
    append: ({ content, ...outcome }) => write({ ...outcomeJson(outcome), ...(content === undefined ? {} : { content }) }),
    close: async () => {
      try {
        await writing.stop();
      } catch (error) {
        throw fileFailure(path, error);
      } finally {
        await file.close();
      }
      return [...parts, { start: at.begun, end: at.end }];
    },
  };
}

interface Survey {
  readonly head?: BatchHead;
  readonly parts: readonly JournalPart[];
  /** Behind the last whole line. */
  readonly end: number;
}

async function survey(path: string): Promise<Survey> {
  const parts: JournalPart[] = [];
  let head: BatchHead | undefined;
  let start = 0;
  let last = 0;
  for await (const { text, end } of wholeLines(path, { start: 0, end: Number.POSITIVE_INFINITY })) {
    const isAttempt = text.startsWith('{"attempt":');
    if (isAttempt && last > start) parts.push({ start, end: last });
    if (head === undefined) head = parseHead(path, parseLine(path, text));
    else if (!isAttempt) {
      last = end;
      continue;
    }
    start = end;
    last = end;
  }
  if (last > start) parts.push({ start, end: last });
  return { parts, end: last, ...(head === undefined ? {} : { head }) };
}

/** Lines with a line feed behind them; what stands behind the last one was cut off by a crash. */
async function* wholeLines(path: string, { start, end }: JournalPart): AsyncGenerator<{ readonly text: string; readonly end: number }, void, undefined> {
  let rest = Buffer.alloc(0);
  let position = start;
  const part: AsyncIterable<Buffer> = createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES });
  for await (const chunk of part) {
    const buffer = Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let feed = buffer.indexOf(0x0a); feed >= 0; feed = buffer.indexOf(0x0a, begin)) {
      position += feed + 1 - begin;
      yield { text: buffer.toString('utf8', begin, feed), end: position };
      begin = feed + 1;
    }
    rest = buffer.subarray(begin);
    if (rest.length > JOURNAL_LINE_BYTES_MAX) throw broken(path);
  }
}

function parseLine(path: string, text: string): JsonObject {
  const value = parseJsonObject(text);
  // Without the text.
  if (value === undefined) throw broken(path);
  return value;
}

function parseHead(path: string, value: JsonObject): BatchHead {
  const { batch, key, workflow, version, api, waits, tokenises, content } = value;
  if (batch !== VERSION || typeof key !== 'string' || typeof workflow !== 'string' || typeof version !== 'string' || typeof api !== 'string') throw broken(path);
  return { key, workflow, version, api, waits: waits === true, tokenises: tokenises === true, ...(typeof content === 'string' ? { content } : {}) };
}

function broken(path: string): CommandError {
  return new CommandError('UWF-6007', `${path}: not the journal of a batch`);
}

/** The entries in a part of a journal, as they were written. Errors: `UWF-6007`. */
export async function* readPart(path: string, part: JournalPart): AsyncGenerator<JournalEntry, void, undefined> {
  if (part.end <= part.start) return;
  for await (const { text } of wholeLines(path, part)) {
    const value = parseLine(path, text);
    const outcome = parseOutcome(value);
    if (outcome === undefined) throw broken(path);
    const { content } = value;
    yield typeof content === 'string' ? { ...outcome, content } : outcome;
  }
}
