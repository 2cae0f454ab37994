export { createS3BlobStore, type S3BlobStore } from './blob-store.ts';
export type { S3Options } from './config.ts';
