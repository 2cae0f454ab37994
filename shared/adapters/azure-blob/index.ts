export { createAzureBlobStore } from './blob-store.ts';
export type { AccountKey, AzureBlobOptions } from './config.ts';
