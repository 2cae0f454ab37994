import { createHash, createHmac, randomBytes } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../output/command-error.ts';
import { codeOf, fileFailure, readOwnFile, replaceFile } from './files.ts';

const SECRET_BYTES = 32;
const SECRET_FORM = /^[0-9a-f]{64}$/;
const SEPARATOR = '\u001f';

/** The project's secret that digests of files are keyed with. A plain digest of a file with few lines would tell its content to who can guess. */
export type BatchSecret = Uint8Array;

/**
 * The secret of a data directory, made at the first use. Who deletes it makes every file a new batch; hosts that share batches share it.
 * Errors: `UWF-6001`, `UWF-6007` when the file holds something else.
 */
export async function readBatchSecret(dataDirectory: string): Promise<BatchSecret> {
  const path = join(dataDirectory, 'batch.key');
  const text = (await readOwnFile(path)) ?? (await createSecret(path));
  if (!SECRET_FORM.test(text.trim())) throw new CommandError('UWF-6007', `${path}: not the key of batches (64 hexadecimal digits)`);
  return Buffer.from(text.trim(), 'hex');
}

/** Two commands may come here at once: a link appears with its whole content, and the first one counts. */
async function createSecret(path: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  const own = `${path}.${randomBytes(8).toString('hex')}`;
  await replaceFile(own, [`${secret}\n`]);
  try {
    await link(own, path);
    return secret;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw fileFailure(path, error);
    return (await readOwnFile(path)) ?? '';
  } finally {
    await rm(own, { force: true });
  }
}

/** What a batch is known by: a name that was given, or the content of its file. With the workflow, so that one file can go through two of them. */
export type BatchName = { readonly kind: 'given'; readonly id: string } | { readonly kind: 'content'; readonly digest: Uint8Array; readonly secret: BatchSecret };

/** The part of idempotency keys that all lines of a batch share: 43 characters of base64url. The same batch always has the same. */
export function batchKeyOf(name: BatchName, workflow: string): string {
  if (name.kind === 'given') return createHash('sha256').update(['uwf-batch-1', workflow, name.id].join(SEPARATOR)).digest('base64url');
  return createHmac('sha256', name.secret).update(['uwf-batch-1', workflow, ''].join(SEPARATOR)).update(name.digest).digest('base64url');
}

/** The idempotency key of one line: it depends on the batch and the line's number, on nothing that the line says. */
export function lineKeyOf(batchKey: string, line: number): string {
  return `${batchKey}.${line}`;
}

/** A keyed fingerprint of the content of a file or a line, by which a changed one is told. */
export function fingerprintOf(secret: BatchSecret, content: Uint8Array): string {
  return createHmac('sha256', secret).update('uwf-batch-content-1').update(content).digest('base64url');
}
