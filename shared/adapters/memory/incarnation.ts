import type { Incarnation } from '#shared/ports/incarnation.ts';

export interface MemoryIncarnation extends Incarnation {
  /** To be called by a restore, before anything else uses the store. */
  raise(): void;
}

/** The incarnation of a store that lives as long as the process. */
export function createMemoryIncarnation(): MemoryIncarnation {
  let incarnation = 1;
  return { current: async () => incarnation, raise: () => void (incarnation += 1) };
}
