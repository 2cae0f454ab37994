import type { FileHandle } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { fileFailure, openOwnFile, readOwnFile } from '../batch/files.ts';
import { takeBatchLock } from '../batch/lock.ts';
import { CommandError } from '../output/command-error.ts';
import { checkSet, readChunk, type CheckedSet, type SetCheck } from './read-set.ts';

/** What became of an import. */
export interface ImportEnd {
  readonly set: CheckedSet;
  /** `before`: the set had been imported, and nothing was written. */
  readonly kind: 'imported' | 'before';
  /** Chunks that an earlier attempt had written. */
  readonly chunksKept: number;
}

/**
 * Imports a set into a file of rows (NDJSON): all of it or nothing that anybody sees as done. Which sets are in the file, and up to where, stands in its
 * ledger beside it; an import that broke off goes on with the next chunk, and a set that is done is not imported again.
 * Errors: `UWF-4228` (the set), `UWF-4097` (another set had its id), `UWF-6007` (file and ledger do not fit), `UWF-6001`, `UWF-6021`.
 */
export async function importSet(folder: string, target: string, check: SetCheck): Promise<ImportEnd> {
  const set = await checkSet(folder, check);
  const unlock = takeBatchLock(`${target}.lock`);
  try {
    const ledger = await readLedger(`${target}.imports`);
    const known = ledger.filter((entry) => entry.set === set.manifest.set);
    if (known.some((entry) => entry.digest !== set.digest)) throw new UwfError('UWF-4097');
    const done = known.at(-1);
    if (done?.isDone === true) return { set, kind: 'before', chunksKept: set.manifest.chunks.length };
    const chunksKept = done?.chunk ?? 0;
    await appendChunks({ set, target, check, ledger, from: chunksKept + 1 });
    return { set, kind: 'imported', chunksKept };
  } finally {
    unlock();
  }
}

/** One line of a ledger: up to which byte the file holds what, as far as it counts. */
interface LedgerEntry {
  readonly set: string;
  readonly digest: string;
  readonly chunk: number;
  readonly end: number;
  readonly isDone: boolean;
}

async function readLedger(path: string): Promise<readonly LedgerEntry[]> {
  const lines = ((await readOwnFile(path)) ?? '').split('\n');
  // What stands behind the last line feed was cut off by a crash, and its chunk does not count.
  return lines.slice(0, -1).map((line) => parseEntry(path, line));
}

function parseEntry(path: string, line: string): LedgerEntry {
  const { set, digest, chunk, end, done } = parseLine(line) ?? {};
  if (typeof set !== 'string' || typeof digest !== 'string' || typeof chunk !== 'number' || typeof end !== 'number') throw new CommandError('UWF-6007', `${path}: not the ledger of imports`);
  return { set, digest, chunk, end, isDone: done === true };
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Appending {
  readonly set: CheckedSet;
  readonly target: string;
  readonly check: SetCheck;
  readonly ledger: readonly LedgerEntry[];
  readonly from: number;
}

async function appendChunks({ set, target, check, ledger, from }: Appending): Promise<void> {
  const [rows, entries] = [await openOwnFile(target, 'append'), await openOwnFile(`${target}.imports`, 'append')];
  try {
    await endWithWholeLine(entries);
    let end = await cutTo(rows, target, ledger.at(-1)?.end);
    const note = async (entry: { readonly chunk: number; readonly done?: true }): Promise<void> => {
      await rows.datasync();
      await entries.appendFile(`${JSON.stringify({ set: set.manifest.set, digest: set.digest, ...entry, end })}\n`);
      await entries.datasync();
    };
    if (ledger.length === 0) await note({ chunk: 0 });
    const last = set.manifest.chunks.length;
    for (let number = from; number <= last; number += 1) {
      const text = `${(await readChunk(set, check.opener, number)).join('\n')}\n`;
      await rows.appendFile(text);
      end += Buffer.byteLength(text);
      await note({ chunk: number });
    }
    await note({ chunk: last, done: true });
  } catch (error) {
    throw error instanceof UwfError ? error : fileFailure(target, error);
  } finally {
    await Promise.all([rows.close(), entries.close()]);
  }
}

/** What lies behind the last byte that counts was written by an import that broke off. */
async function cutTo(rows: FileHandle, target: string, end: number | undefined): Promise<number> {
  const { size } = await rows.stat();
  if (end === undefined) return size;
  if (size < end) throw new CommandError('UWF-6007', `${target}: shorter than its ledger says; import into another file`);
  await rows.truncate(end);
  return end;
}

async function endWithWholeLine(entries: FileHandle): Promise<void> {
  const text = await entries.readFile('utf8');
  await entries.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
}
