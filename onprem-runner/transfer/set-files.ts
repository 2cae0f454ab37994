import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TransferChunk } from '#shared/core/transfer/manifest.ts';
import { codeOf } from '../batch/files.ts';

/** Name of the signed manifest in the folder of a set. It is written last: a folder without it is no set yet. */
export const MANIFEST_FILE = 'manifest.jws';
const NUMBER_DIGITS = 6;
const CHUNK_FILE = /^\d{6}\.jwe$/;

/** Path of a chunk in the folder of its set. */
export function chunkPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(NUMBER_DIGITS, '0')}.jwe`);
}

/** How many files of chunks lie in a folder. */
export async function countChunks(folder: string): Promise<number> {
  return (await readdir(folder)).filter((name) => CHUNK_FILE.test(name)).length;
}

/** SHA-256, lower-case hex. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the manifest says of a chunk, from its text. */
export function describeChunk(text: string, rows: number): TransferChunk {
  return { rows, bytes: Buffer.byteLength(text), sha256: sha256Hex(text) };
}

/** The text of a file that must not be longer; undefined when it is, or there is none. The length is looked at before anything is read. */
export async function readBounded(path: string, bytesMax: number): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    return size > bytesMax ? undefined : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
