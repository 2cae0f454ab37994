import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Matcher } from './matcher.ts';

/** A named place that bytes can be read from: a folder, a dump, a list of answers. */
export interface ScanSource {
  readonly name: string;
  readonly chunks: () => AsyncIterable<Buffer>;
}

/** What was found in one source: how much was read, and which values occur. */
export interface ScanResult {
  readonly source: string;
  readonly bytes: number;
  readonly found: ReadonlySet<number>;
}

/** Reads a source to its end, across chunk borders. */
export async function scanSource(matcher: Matcher, source: ScanSource): Promise<ScanResult> {
  const found = new Set<number>();
  let bytes = 0;
  let kept: Buffer = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    const window = Buffer.concat([kept, chunk]);
    matcher.find(window).forEach((value) => found.add(value));
    bytes += chunk.length;
    kept = window.subarray(Math.max(0, window.length - matcher.overlap));
  }
  return { source: source.name, bytes, found };
}

/** Every file beneath a folder, whatever it is. Files that vanish while reading are passed over: a live database removes some. */
export function folderSource(name: string, folder: string): ScanSource {
  return { name, chunks: () => filesIn(folder) };
}

const SEPARATOR = Buffer.from('\n');

async function* filesIn(folder: string): AsyncIterable<Buffer> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    yield* fileBytes(join(entry.parentPath, entry.name));
    yield SEPARATOR;
  }
}

async function* fileBytes(path: string): AsyncIterable<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Texts that were collected in memory, such as answers of the API. */
export function textSource(name: string, texts: () => readonly string[]): ScanSource {
  return {
    name,
    chunks: async function* chunks() {
      for (const text of texts()) yield Buffer.from(`${text}\n`, 'utf8');
    },
  };
}
