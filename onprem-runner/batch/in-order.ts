import { BATCH_WINDOW_LINES_MAX } from '#shared/core/batch/limits.ts';
import { readPart, type JournalEntry, type JournalPart } from './journal.ts';

/**
 * What a journal says of each record last, in the order of the file and with little memory: within one attempt entries are out of order by no more than
 * the lines that may be under way, and the attempts are merged.
 */
export async function* inOrder(path: string, parts: readonly JournalPart[]): AsyncGenerator<JournalEntry, void, undefined> {
  const streams = await Promise.all(parts.map(async (part) => advance(lastOfEach(readPart(path, part)))));
  for (;;) {
    const item = streams.reduce((least, { entry }) => Math.min(least, entry?.item ?? Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
    if (item === Number.POSITIVE_INFINITY) return;
    let latest: JournalEntry | undefined;
    for (const [index, stream] of streams.entries()) {
      if (stream.entry?.item !== item) continue;
      latest = later(latest, stream.entry);
      streams[index] = await advance(stream.entries);
    }
    if (latest !== undefined) yield latest;
  }
}

/** A later attempt may have stopped before it learned anything new of a run that an earlier one started. */
function later(earlier: JournalEntry | undefined, entry: JournalEntry): JournalEntry {
  return earlier?.runId !== undefined && entry.runId === undefined ? earlier : entry;
}

interface Stream {
  readonly entries: AsyncGenerator<JournalEntry, void, undefined>;
  readonly entry?: JournalEntry;
}

async function advance(entries: AsyncGenerator<JournalEntry, void, undefined>): Promise<Stream> {
  const next = await entries.next();
  return next.done === true ? { entries } : { entries, entry: next.value };
}

/** The last entry of each record of one attempt, in order. */
async function* lastOfEach(entries: AsyncIterable<JournalEntry>): AsyncGenerator<JournalEntry, void, undefined> {
  const held = new Map<number, JournalEntry>();
  let highest = 0;
  for await (const entry of entries) {
    held.set(entry.item, entry);
    highest = Math.max(highest, entry.item);
    if (held.size >= 2 * BATCH_WINDOW_LINES_MAX) yield* takeUpTo(held, highest - BATCH_WINDOW_LINES_MAX);
  }
  yield* takeUpTo(held, highest);
}

function takeUpTo(held: Map<number, JournalEntry>, item: number): readonly JournalEntry[] {
  const ready = [...held.values()].filter((entry) => entry.item <= item).sort((left, right) => left.item - right.item);
  for (const entry of ready) held.delete(entry.item);
  return ready;
}

/** Looks records up in a sequence that is in order; records must be asked for in order too. */
export interface Lookup {
  find(item: number): Promise<JournalEntry | undefined>;
  close(): Promise<void>;
}

/** See {@link Lookup}. */
export function createLookup(entries: AsyncGenerator<JournalEntry, void, undefined>): Lookup {
  let next: JournalEntry | undefined;
  let isAtEnd = false;
  return {
    find: async (item) => {
      while (!isAtEnd && (next === undefined || next.item < item)) {
        const step = await entries.next();
        isAtEnd = step.done === true;
        next = step.done === true ? undefined : step.value;
      }
      return next?.item === item ? next : undefined;
    },
    close: async () => void (await entries.return()),
  };
}
