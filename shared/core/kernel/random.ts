/** Yields numbers in [0, 1), each from 53 bits. */
export type RandomSource = () => number;

/** Spreads a text over four words of state (FNV-1a in four lanes, mixed at the end), so that near seeds give unrelated streams. */
function stateOf(seed: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  for (let index = 0; index < seed.length; index += 1) {
    const code = seed.charCodeAt(index);
    lanes[0] = Math.imul(lanes[0] ^ code, 0x01000193);
    lanes[1] = Math.imul(lanes[1] ^ (code + index), 0x5bd1e995) ^ (lanes[0] >>> 13);
    lanes[2] = Math.imul(lanes[2] ^ code, 0x1b873593) ^ (lanes[1] >>> 15);
    lanes[3] = Math.imul(lanes[3] ^ code, 0xcc9e2d51) ^ (lanes[2] >>> 16);
  }
  return lanes;
}

/**
 * A small deterministic generator (the "small fast counting" scheme, 32 bit) seeded by any text. Equal seeds give equal streams on
 * every machine, which replay needs. It is not for secrets: keys and ids that must not be guessed come from the `IdSource` port.
 */
export function createRandom(seed: string): RandomSource {
  let [a, b, c, counter] = stateOf(seed);
  const nextWord = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) nextWord();
  return () => ((nextWord() >>> 5) * 67_108_864 + (nextWord() >>> 6)) / 9_007_199_254_740_992;
}
