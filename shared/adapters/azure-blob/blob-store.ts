import { ContainerClient, StorageSharedKeyCredential, type BlobDownloadResponseParsed } from '@azure/storage-blob';
import { assert } from '#shared/core/kernel/assert.ts';
import { isBlobName } from '#shared/core/kernel/blob-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { BlobStore, PutBlob, PutOutcome, StoredBlob } from '#shared/ports/blob-store.ts';
import { checkOptions, type AzureBlobOptions } from './config.ts';
import { fromBlobError, isAbsence, isRefusal } from './errors.ts';
import { BLOB_BYTES_MAX_DEFAULT, RETRY_DELAY_MS, RETRY_DELAY_MS_MAX, TRIES_MAX, TRY_TIMEOUT_MS } from './limits.ts';

interface Container {
  readonly client: ContainerClient;
  readonly bytesMax: number;
  readonly encryptionScope?: string;
}

/** Blobs as block blobs of one container, written on conditions (`If-None-Match`, `If-Match`). Errors: `UWF-5005` (options). */
export function createAzureBlobStore(options: AzureBlobOptions): BlobStore {
  checkOptions(options);
  const { encryptionScope, bytesMax = BLOB_BYTES_MAX_DEFAULT } = options;
  const container: Container = { client: createClient(options), bytesMax, ...(encryptionScope === undefined ? {} : { encryptionScope }) };
  return {
    bytesMax,
    put: (request) => putBlob(container, request),
    get: ({ name }) => getBlob(container, name),
    delete: ({ name }) => deleteBlob(container, name),
  };
}

function createClient({ url, container, credential }: AzureBlobOptions): ContainerClient {
  const place = `${url.replace(/\/+$/u, '')}/${container}`;
  const by = 'accountKey' in credential ? new StorageSharedKeyCredential(credential.accountName, credential.accountKey) : credential;
  return new ContainerClient(place, by, { retryOptions: { maxTries: TRIES_MAX, tryTimeoutInMs: TRY_TIMEOUT_MS, retryDelayInMs: RETRY_DELAY_MS, maxRetryDelayInMs: RETRY_DELAY_MS_MAX } });
}

function checkedName(name: string): string {
  if (!isBlobName(name)) throw new UwfError('UWF-4000', 'this is no name of a blob');
  return name;
}

async function putBlob({ client, bytesMax, encryptionScope }: Container, { name, content, mediaType, replaces }: PutBlob): Promise<PutOutcome> {
  const blob = client.getBlockBlobClient(checkedName(name));
  if (content.length > bytesMax) throw new UwfError('UWF-4130', `a blob has at most ${String(bytesMax)} bytes`);
  const conditions = replaces === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaces };
  try {
    const { etag } = await blob.upload(content, content.length, { conditions, blobHTTPHeaders: { blobContentType: mediaType }, ...(encryptionScope === undefined ? {} : { encryptionScope }) });
    assert(etag !== undefined, 'a blob has a tag');
    return { kind: 'put', tag: etag };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused' };
    throw fromBlobError(error);
  }
}

async function getBlob({ client, bytesMax }: Container, name: string): Promise<StoredBlob | undefined> {
  const blob = client.getBlockBlobClient(checkedName(name));
  try {
    return await blobOf(await blob.download(), bytesMax);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw fromBlobError(error);
  }
}

async function blobOf({ readableStreamBody: stream, contentLength, contentType = 'application/octet-stream', etag }: BlobDownloadResponseParsed, bytesMax: number): Promise<StoredBlob> {
  assert(stream !== undefined && etag !== undefined, 'a blob has a content and a tag');
  const parts: Uint8Array[] = [];
  // Leaving the loop closes the stream.
  for await (const part of stream) {
    if (contentLength === undefined || contentLength > bytesMax) throw new UwfError('UWF-5000', `a blob is over ${String(bytesMax)} bytes: it was not written by this system`);
    parts.push(Buffer.from(part));
  }
  return { content: new Uint8Array(Buffer.concat(parts)), mediaType: contentType, tag: etag };
}

async function deleteBlob({ client }: Container, name: string): Promise<void> {
  const blob = client.getBlockBlobClient(checkedName(name));
  try {
    await blob.deleteIfExists();
  } catch (error) {
    throw fromBlobError(error);
  }
}
