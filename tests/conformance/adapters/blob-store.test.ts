import { createAzureBlobStore } from '#shared/adapters/azure-blob/index.ts';
import { createMemoryBlobStore } from '#shared/adapters/memory/index.ts';
import { createS3BlobStore } from '#shared/adapters/s3/index.ts';
import { startAzurite } from '#tests/support/azurite/index.ts';
import { describeNotRun } from '#tests/support/not-run.ts';
import { startObjectStorage } from '#tests/support/object-storage/index.ts';
import { blobStoreContract } from '../ports/blob-store.contract.ts';

blobStoreContract('memory', async (options) => {
  const blobs = createMemoryBlobStore(options);
  return { blobs, other: blobs, close: async () => {} };
});

const [s3, azurite] = await Promise.all([startObjectStorage(), startAzurite()]);

if (s3.ok) {
  blobStoreContract('S3 (versitygw)', async ({ bytesMax }) => {
    const place = await s3.value.addBucket();
    const [blobs, other] = [createS3BlobStore({ ...place, bytesMax }), createS3BlobStore({ ...place, bytesMax })];
    return {
      blobs,
      other,
      close: async () => {
        blobs.close();
        other.close();
        await s3.value.close();
      },
    };
  });
} else {
  describeNotRun('BlobStore on S3', s3.reason);
}

if (azurite.ok) {
  blobStoreContract('Azure Blob (Azurite)', async ({ bytesMax }) => {
    const place = await azurite.value.addContainer();
    return { blobs: createAzureBlobStore({ ...place, bytesMax }), other: createAzureBlobStore({ ...place, bytesMax }), close: () => azurite.value.close() };
  });
} else {
  describeNotRun('BlobStore on Azure Blob', azurite.reason);
}
