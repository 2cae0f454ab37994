const HASH_START = 0x81_1c_9d_c5;
const HASH_FACTOR = 0x01_00_01_93;

/** The partition of a key among so many: always the same one, so that records of one key keep their order. FNV-1a over UTF-16 units. */
export function partitionOf(key: string, partitions: number): number {
  let hash = HASH_START;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), HASH_FACTOR);
  // The low bits of this hash are its weakest; keys that differ in one place would meet too often.
  return ((hash ^ (hash >>> 16)) >>> 0) % partitions;
}
