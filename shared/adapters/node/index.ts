export { systemClock } from './clock.ts';
export { nodeDigest } from './digest.ts';
export { randomIdSource } from './id-source.ts';
export { createFileIncarnation, type FileIncarnation } from './incarnation.ts';
export { nodeValueCipher } from './value-cipher.ts';
