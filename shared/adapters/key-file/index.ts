export { createFileKeyService } from './key-service.ts';
