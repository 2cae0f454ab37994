export { createKeyFile, generateSealingKey, readKeyFile } from './key-file.ts';
export { createSealer } from './sealer.ts';
export { parsePublicKeySet, toPublicKeySet, type PrivateSealingKey, type PublicKeySet, type PublicSealingKey } from './sealing-keys.ts';
export { createUnsealer } from './unsealer.ts';
