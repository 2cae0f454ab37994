export { createKmsKeyService } from './key-service.ts';
export type { KmsOptions } from './config.ts';
