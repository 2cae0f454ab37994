export { systemClock } from './clock.ts';
export { nodeDigest } from './digest.ts';
export { randomIdSource } from './id-source.ts';
