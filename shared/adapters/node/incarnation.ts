import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Incarnation } from '#shared/ports/incarnation.ts';

/** An incarnation that a restore can raise. */
export interface FileIncarnation extends Incarnation {
  /** To be called by a restore, before anything else uses the store. Returns the new one; on disk once resolved. Errors: `UWF-5001`. */
  raise(): Promise<number>;
}

export interface FileIncarnationOptions {
  /** Must not be part of the store's backup: that is what it is for. */
  readonly file: string;
  /** Milliseconds of a clock that never goes back; when to read the file again. */
  readonly now?: () => number;
}

/** What was read is believed for so long. A restore is done while nothing else uses the store, so nobody depends on a shorter time. */
const REREAD_MS = 2_000;

/** The number and its digest: neither half of a file nor another number in it is taken for an incarnation. */
const SHAPE = /^[1-9]\d{0,14} [0-9a-f]{64}\n$/;

/**
 * The incarnation of a store in a file. Without a file it is the first one. Processes of a host see the same one. Errors: `UWF-5001` when the file
 * cannot be read, is damaged, or says less than it said before: then nobody knows which incarnation this is.
 */
export function createFileIncarnation({ file, now = () => performance.now() }: FileIncarnationOptions): FileIncarnation {
  let known: { readonly incarnation: number; readonly at: number } | undefined;
  let reading: Promise<number> | undefined;
  let raising: Promise<unknown> = Promise.resolve();
  const remember = (incarnation: number, at: number): number => {
    if (known !== undefined && incarnation < known.incarnation) throw unreadable('the incarnation of the store is lower than it was');
    known = { incarnation, at };
    return incarnation;
  };
  const read = async (): Promise<number> => {
    const at = now();
    return remember(await readIncarnation(file), at);
  };
  const raise = async (): Promise<number> => {
    const next = (await read()) + 1;
    await writeWhole(file, textOf(next));
    return remember(next, now());
  };
  return {
    current: async () => {
      if (known !== undefined && now() - known.at < REREAD_MS) return known.incarnation;
      reading ??= read().finally(() => (reading = undefined));
      return reading;
    },
    raise: () => {
      const next = raising.then(raise, raise);
      raising = next;
      return next;
    },
  };
}

function textOf(incarnation: number): string {
  return `${String(incarnation)} ${createHash('sha256').update(`uwf-incarnation-${String(incarnation)}`).digest('hex')}\n`;
}

async function readIncarnation(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw unreadable('the incarnation of the store cannot be read', error);
  });
  if (text === undefined) return 1;
  const incarnation = SHAPE.test(text) ? Number.parseInt(text, 10) : 0;
  if (textOf(incarnation) !== text || incarnation < 1) throw unreadable('the incarnation of the store is damaged');
  return incarnation;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unreadable(detail: string, cause?: unknown): UwfError {
  return new UwfError('UWF-5001', detail, { details: { reason: 'incarnation' }, cause });
}

/** All of it or what was there before, whenever the machine stops. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeSynced(temporary, text);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unreadable('the incarnation of the store cannot be written', cause);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
