/** Partitions of the journal. Changing it needs a migration that moves rows. */
export const SHARD_COUNT = 16;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The shard of an execution: FNV-1a over the UTF-16 code units of its id. Part of the stored form: it never changes. */
export function shardOf(executionId: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < executionId.length; index += 1) {
    hash = Math.imul(hash ^ executionId.charCodeAt(index), FNV_PRIME) >>> 0;
  }
  return hash % SHARD_COUNT;
}
