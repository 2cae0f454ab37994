import { randomBytes, randomUUID } from 'node:crypto';
import type { IdSource } from '#shared/ports/id-source.ts';

const SEED_BYTES = 16;

/** Identifiers from the operating system's random source. */
export const randomIdSource: IdSource = {
  uuid: () => randomUUID(),
  seed: () => randomBytes(SEED_BYTES).toString('hex'),
};
