import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { TRANSFER_CHUNK_BYTES_MAX, TRANSFER_CHUNKS_MAX } from '#shared/core/transfer/limits.ts';
import { formatTransferManifest, type AnonymityPromise, type TransferChunk, type TransferManifest } from '#shared/core/transfer/manifest.ts';
import type { ChunkSealer, TransferSigner } from '#shared/ports/transfer-cipher.ts';
import { openOwnFile, readOwnFile, replaceFile, syncFolder } from '../batch/files.ts';
import type { TransferRows } from './rows.ts';
import { chunkPath, describeChunk, MANIFEST_FILE } from './set-files.ts';

/** A set that is to be written. */
export interface SetRequest {
  readonly rows: TransferRows;
  readonly sealer: ChunkSealer;
  readonly signer: TransferSigner;
  /** Where the folder of the set goes. */
  readonly folder: string;
  /** The same for the same rows to the same recipient: an export that broke off is gone on with. */
  readonly fingerprint: string;
  readonly newSetId: () => string;
  readonly facts: Pick<TransferManifest, 'environment' | 'tenant' | 'schema'> & { readonly anonymity?: AnonymityPromise };
  readonly lifeSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of every chunk that is done. */
  readonly onChunk: (rows: number) => void;
}

export interface WrittenSet {
  readonly manifest: TransferManifest;
  readonly folder: string;
  /** Chunks that an earlier attempt had written. */
  readonly chunksKept: number;
}

/**
 * Encrypts rows into the files of a set and signs what it is. Nothing has the name of a set before it is whole; what breaks off goes on with the next
 * chunk when it is begun again. Errors: those of the rows, `UWF-4227` when they are too many for one set, `UWF-5007`, `UWF-6001`.
 */
export async function writeSet(request: SetRequest): Promise<WrittenSet> {
  const unfinished = join(request.folder, `unfinished-${request.fingerprint}`);
  const progress = await openProgress(join(unfinished, PROGRESS_FILE), request.newSetId);
  const chunksKept = progress.chunks.length;
  await writeChunks(request, unfinished, progress);
  const manifest = manifestOf(request, progress);
  await replaceFile(join(unfinished, MANIFEST_FILE), [await request.signer.sign(formatTransferManifest(manifest))]);
  await rm(join(unfinished, PROGRESS_FILE));
  const folder = join(request.folder, manifest.set);
  await rename(unfinished, folder);
  await syncFolder(request.folder);
  return { manifest, folder, chunksKept };
}

const PROGRESS_FILE = 'progress.ndjson';

/** What of a set is written. */
interface Progress {
  readonly path: string;
  readonly set: string;
  readonly chunks: TransferChunk[];
  /** The last row that is in a chunk. */
  item: number;
}

/** A line that a crash cut off is no line; its chunk is written again. */
async function openProgress(path: string, newSetId: () => string): Promise<Progress> {
  const lines = ((await readOwnFile(path)) ?? '').split('\n').slice(0, -1).map((line) => parseJsonObject(line) ?? {});
  const [head, ...rest] = lines;
  const set = head?.['set'];
  const progress: Progress = { path, set: typeof set === 'string' ? set : newSetId(), chunks: [], item: 0 };
  for (const line of rest) {
    const { rows, bytes, sha256, item } = line;
    if (typeof rows !== 'number' || typeof bytes !== 'number' || typeof sha256 !== 'string' || typeof item !== 'number') break;
    progress.chunks.push({ rows, bytes, sha256 });
    progress.item = item;
  }
  const known = [{ set: progress.set }, ...rest.slice(0, progress.chunks.length)];
  await replaceFile(path, known.map((line) => `${JSON.stringify(line)}\n`));
  return progress;
}

async function writeChunks(request: SetRequest, folder: string, progress: Progress): Promise<void> {
  const chunk: { lines: string[]; bytes: number; item: number } = { lines: [], bytes: 0, item: 0 };
  for await (const { item, row } of request.rows) {
    if (item <= progress.item) continue;
    const line = `${JSON.stringify(row)}\n`;
    chunk.lines.push(line);
    chunk.bytes += Buffer.byteLength(line);
    chunk.item = item;
    if (chunk.bytes < TRANSFER_CHUNK_BYTES_MAX) continue;
    await writeChunk(request, { folder, progress, chunk });
    chunk.lines = [];
    chunk.bytes = 0;
  }
  if (chunk.lines.length > 0) await writeChunk(request, { folder, progress, chunk });
}

interface ChunkWriting {
  readonly folder: string;
  readonly progress: Progress;
  readonly chunk: { readonly lines: readonly string[]; readonly item: number };
}

/** First the chunk is on the disk, then the line that says so. */
async function writeChunk({ sealer, onChunk }: SetRequest, { folder, progress, chunk }: ChunkWriting): Promise<void> {
  const number = progress.chunks.length + 1;
  if (number > TRANSFER_CHUNKS_MAX) throw new UwfError('UWF-4227', `the rows need more than ${TRANSFER_CHUNKS_MAX} chunks: make several sets of them`);
  const text = await sealer.seal({ set: progress.set, number, bytes: new TextEncoder().encode(chunk.lines.join('')) });
  await replaceFile(chunkPath(folder, number), [text]);
  const described = describeChunk(text, chunk.lines.length);
  const file = await openOwnFile(progress.path, 'append');
  try {
    await file.appendFile(`${JSON.stringify({ ...described, item: chunk.item })}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  progress.chunks.push(described);
  onChunk(described.rows);
}

function manifestOf({ facts, lifeSeconds, now, sealer }: SetRequest, { set, chunks }: Progress): TransferManifest {
  const iat = Math.floor(now() / 1_000);
  return { ...facts, set, recipient: sealer.recipient, rows: chunks.reduce((sum, chunk) => sum + chunk.rows, 0), chunks, iat, exp: iat + lifeSeconds };
}
