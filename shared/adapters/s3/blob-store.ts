import { setTimeout as sleep } from 'node:timers/promises';
// Imported by name and not as a whole: what a function of the cloud does not use stays out of its bundle.
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { assert } from '#shared/core/kernel/assert.ts';
import { isBlobName } from '#shared/core/kernel/blob-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { BlobStore, PutBlob, PutOutcome, StoredBlob } from '#shared/ports/blob-store.ts';
import { checkOptions, type S3Options } from './config.ts';
import { fromS3Error, isAbsence, isConflict, isRefusal } from './errors.ts';
import { ATTEMPTS_MAX, BLOB_BYTES_MAX_DEFAULT, CONFLICT_ATTEMPTS_MAX, CONFLICT_DELAY_MS, CONNECT_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from './limits.ts';

/** A blob store with connections of its own. */
export interface S3BlobStore extends BlobStore {
  close(): void;
}

interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  readonly bytesMax: number;
  readonly encryptionKeyId?: string;
}

/**
 * Blobs as objects of one bucket, written on conditions (`If-None-Match`, `If-Match`). A process may be let read, write and delete objects; it needs the
 * right to list the bucket as well, else the service does not tell what is absent from what is forbidden. Errors: `UWF-5005` (options).
 */
export function createS3BlobStore(options: S3Options): S3BlobStore {
  checkOptions(options);
  const { bucket, encryptionKeyId, bytesMax = BLOB_BYTES_MAX_DEFAULT } = options;
  const client = createClient(options);
  const of: Bucket = { client, name: bucket, bytesMax, ...(encryptionKeyId === undefined ? {} : { encryptionKeyId }) };
  return {
    bytesMax,
    put: (request) => putBlob(of, request),
    get: ({ name }) => getBlob(of, name),
    delete: ({ name }) => deleteBlob(of, name),
    close: () => client.destroy(),
  };
}

function createClient({ region, endpoint, credentials }: S3Options): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
}

function keyOf(name: string): string {
  if (!isBlobName(name)) throw new UwfError('UWF-4000', 'this is no name of a blob');
  return name;
}

async function putBlob({ client, name: Bucket, bytesMax, encryptionKeyId }: Bucket, { name, content, mediaType, replaces }: PutBlob): Promise<PutOutcome> {
  const Key = keyOf(name);
  if (content.length > bytesMax) throw new UwfError('UWF-4130', `a blob has at most ${String(bytesMax)} bytes`);
  const condition = replaces === undefined ? { IfNoneMatch: '*' } : { IfMatch: replaces };
  const encryption = encryptionKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: encryptionKeyId, BucketKeyEnabled: true };
  const write = () => client.send(new PutObjectCommand({ Bucket, Key, Body: content, ContentLength: content.length, ContentType: mediaType, ...condition, ...encryption }));
  try {
    const { ETag } = await unlessInTheWay(write);
    assert(ETag !== undefined, 'an object has a tag');
    return { kind: 'put', tag: ETag };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused' };
    throw fromS3Error(error);
  }
}

/** Again while the service cannot say which of several writes was first. */
async function unlessInTheWay<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || attempt >= CONFLICT_ATTEMPTS_MAX) throw error;
      await sleep(CONFLICT_DELAY_MS * 2 ** (attempt - 1) * (1 + Math.random()));
    }
  }
}

async function getBlob({ client, name: Bucket, bytesMax }: Bucket, name: string): Promise<StoredBlob | undefined> {
  const Key = keyOf(name);
  try {
    return await blobOf(await client.send(new GetObjectCommand({ Bucket, Key })), bytesMax);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw fromS3Error(error);
  }
}

async function blobOf({ Body, ContentLength, ContentType = 'application/octet-stream', ETag }: GetObjectCommandOutput, bytesMax: number): Promise<StoredBlob> {
  assert(Body !== undefined && ETag !== undefined, 'an object has a content and a tag');
  if (ContentLength === undefined || ContentLength > bytesMax) {
    await Body.transformToWebStream().cancel();
    throw new UwfError('UWF-5000', `a blob is over ${String(bytesMax)} bytes: it was not written by this system`);
  }
  return { content: await Body.transformToByteArray(), mediaType: ContentType, tag: ETag };
}

async function deleteBlob({ client, name: Bucket }: Bucket, name: string): Promise<void> {
  const Key = keyOf(name);
  try {
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
  } catch (error) {
    if (!isAbsence(error)) throw fromS3Error(error);
  }
}
