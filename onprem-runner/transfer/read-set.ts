import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { TRANSFER_MANIFEST_CHARACTERS_MAX } from '#shared/core/transfer/limits.ts';
import { checkTransferManifest, parseTransferManifest, type TransferChunk, type TransferExpectation, type TransferManifest } from '#shared/core/transfer/manifest.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { ChunkOpener, TransferVerifier } from '#shared/ports/transfer-cipher.ts';
import { chunkPath, countChunks, describeChunk, MANIFEST_FILE, readBounded, sha256Hex } from './set-files.ts';

/** How a set is checked. */
export interface SetCheck {
  readonly verifier: TransferVerifier;
  readonly opener: ChunkOpener;
  readonly validator: SchemaValidator;
  readonly schema: JsonObject;
  readonly expected: Omit<TransferExpectation, 'recipients'>;
}

/** A set whose every byte was checked. */
export interface CheckedSet {
  readonly folder: string;
  readonly manifest: TransferManifest;
  /** SHA-256 of the signed text: tells two sets with one id apart. */
  readonly digest: string;
  readonly sender: string;
}

const REFUSALS = { malformed: 'there is no signed manifest', 'unknown-sender': 'the manifest is signed by a key that is not trusted', signature: 'the signature of the manifest is not valid' } as const;

/**
 * Checks a set as a whole: who signed it, that it is for us and still good, that every chunk is there, in its place and as it was signed, that each opens, and
 * that every row fits. Nothing of it is given away before. Errors: `UWF-4228` with what is wrong; never a value.
 */
export async function checkSet(folder: string, check: SetCheck): Promise<CheckedSet> {
  const { verifier, opener, expected } = check;
  const signed = await readBounded(join(folder, MANIFEST_FILE), TRANSFER_MANIFEST_CHARACTERS_MAX);
  if (signed === undefined) throw refused('there is no manifest, or it is too long');
  const verified = await verifier.verify(signed);
  if (!verified.ok) throw refused(REFUSALS[verified.error]);
  const manifest = parseTransferManifest(verified.value.text);
  if (manifest === undefined) throw refused('the manifest is signed, and is none that this version knows');
  const fits = checkTransferManifest(manifest, { ...expected, recipients: opener.recipients });
  if (!fits.ok) throw refused(fits.error);
  if ((await countChunks(folder)) !== manifest.chunks.length) throw refused(`the folder does not hold the ${manifest.chunks.length} chunks of the manifest, and no others`);
  const set = { folder, manifest, digest: sha256Hex(verified.value.text), sender: verified.value.sender };
  for (const number of manifest.chunks.keys()) checkRows(check, number + 1, await readChunk(set, opener, number + 1));
  return set;
}

/** The lines of a chunk, as they were signed. Errors: `UWF-4228`. */
export async function readChunk({ folder, manifest }: Pick<CheckedSet, 'folder' | 'manifest'>, opener: ChunkOpener, number: number): Promise<readonly string[]> {
  const promised = manifest.chunks[number - 1];
  const text = promised === undefined ? undefined : await readBounded(chunkPath(folder, number), promised.bytes);
  if (promised === undefined || text === undefined || !isSame(describeChunk(text, promised.rows), promised)) throw refused(`chunk ${number} is not the one that was signed`);
  const bytes = await opener.open({ set: manifest.set, number, text });
  if (bytes === undefined) throw refused(`chunk ${number} does not open as this chunk of this set`);
  const lines = decode(bytes, number).split('\n');
  if (lines.pop() !== '' || lines.length !== promised.rows) throw refused(`chunk ${number} does not hold the rows that were signed`);
  return lines;
}

function isSame(found: TransferChunk, promised: TransferChunk): boolean {
  return found.bytes === promised.bytes && found.sha256 === promised.sha256;
}

function decode(bytes: Uint8Array, number: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused(`chunk ${number} is not text`);
  }
}

function checkRows({ validator, schema }: SetCheck, number: number, lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) {
    const row = parseRow(line);
    const findings = row === undefined ? [{ pointer: '', message: 'is not a JSON object' }] : validator.validate({ schema, value: row });
    const [first] = findings;
    if (first !== undefined) throw refused(`chunk ${number}, row ${index + 1}: ${first.pointer} ${first.message}`);
  }
}

function parseRow(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refused(reason: string): UwfError {
  return new UwfError('UWF-4228', reason);
}
