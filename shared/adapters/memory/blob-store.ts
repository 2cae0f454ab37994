import { isBlobName } from '#shared/core/kernel/blob-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { BlobStore, PutBlob, PutOutcome, StoredBlob } from '#shared/ports/blob-store.ts';
import { BLOB_BYTES_MAX } from './limits.ts';

/** Blobs that live as long as the process: for tests, simulation and dry runs. */
export function createMemoryBlobStore({ bytesMax = BLOB_BYTES_MAX }: { readonly bytesMax?: number } = {}): BlobStore {
  const blobs = new Map<string, StoredBlob>();
  let writes = 0;
  const put = ({ name, content, mediaType, replaces }: PutBlob): PutOutcome => {
    if (content.length > bytesMax) throw new UwfError('UWF-4130', `a blob has at most ${String(bytesMax)} bytes`);
    if (blobs.get(named(name))?.tag !== replaces) return { kind: 'refused' };
    const tag = String((writes += 1));
    blobs.set(name, { content: content.slice(), mediaType, tag });
    return { kind: 'put', tag };
  };
  return {
    bytesMax,
    put: async (request) => put(request),
    get: async ({ name }) => {
      const found = blobs.get(named(name));
      return found === undefined ? undefined : { ...found, content: found.content.slice() };
    },
    delete: async ({ name }) => void blobs.delete(named(name)),
  };
}

function named(name: string): string {
  if (!isBlobName(name)) throw new UwfError('UWF-4000', 'this is no name of a blob');
  return name;
}
