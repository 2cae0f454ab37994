import { allWays, describeMatrix } from './matrix.ts';

await describeMatrix({ ways: allWays, isLong: true });
