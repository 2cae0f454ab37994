export type { Pkcs11Options } from './connection.ts';
export { createPkcs11KeyService } from './key-service.ts';
