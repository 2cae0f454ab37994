export { createKeyVaultKeyService } from './key-service.ts';
export { createKeyVaultSecretStore } from './secret-store.ts';
export type { KeyVaultOptions, Transport } from './config.ts';
export type { KeyProtection, KeyVaultKeyOptions } from './vault.ts';
