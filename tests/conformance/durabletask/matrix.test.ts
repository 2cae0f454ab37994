import { allWays, describeMatrix } from './matrix.ts';

// The way in which everything comes at once; the long run has them all.
await describeMatrix({ ways: allWays.filter((_, number) => number === 0b111), isLong: false });
