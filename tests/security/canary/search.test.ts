import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createMatcher } from '#onprem-runner/demo/scan/matcher.ts';
import { folderSource, scanSource, type ScanSource } from '#onprem-runner/demo/scan/scan.ts';
import { CANARY_ENCODINGS, canarySpellings } from './encodings.ts';
import { unpacked } from './unpacked.ts';
import { personOf, valuesOf } from './values.ts';

const VALUES = Array.from({ length: 25 }, (_, index) => valuesOf(personOf(index))).flat();
const matcher = createMatcher(VALUES, canarySpellings);
const NOISE = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 256));

function source(bytes: Buffer): ScanSource {
  const cut = Math.floor(bytes.length / 2);
  return { name: 'planted', chunks: async function* chunks() { yield bytes.subarray(0, cut); yield bytes.subarray(cut); } };
}

async function found(bytes: Buffer): Promise<readonly number[]> {
  return [...(await scanSource(matcher, unpacked(source(Buffer.concat([NOISE, bytes, NOISE]))))).found];
}

test('there are more than 200 values, and no two are alike', () => {
  expect(VALUES.length).toBeGreaterThanOrEqual(200);
  expect(new Set(VALUES).size).toBe(VALUES.length);
});

test.each(CANARY_ENCODINGS)('the search finds every planted value: $name', async ({ encode }) => {
  const sample = VALUES.map((value, index) => ({ value, index })).filter(({ index }) => index % 9 === 0 || index < 9);
  for (const { value, index } of sample) {
    const bytes = encode(value);
    if (bytes.length >= 8) expect(await found(bytes), `value ${index}`).toContain(index);
  }
});

test('it finds values inside of compressed streams, in binary and in base64, and in files', async () => {
  const packed = gzipSync(JSON.stringify({ log: NOISE.toString('base64'), value: VALUES[4] }));
  expect(await found(packed)).toContain(4);
  expect(await found(Buffer.from(`{"z":"${packed.toString('base64')}"}`))).toContain(4);
  const folder = mkdtempSync(join(tmpdir(), 'uwf-canary-'));
  try {
    writeFileSync(join(folder, 'a.log'), `x ${JSON.stringify(VALUES[7])} y`);
    expect([...(await scanSource(matcher, unpacked(folderSource('folder', folder)))).found]).toEqual([7]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('it finds nothing where nothing is', async () => {
  expect(await found(Buffer.from('Canary note alias-one- end- person .example KZ 125K +7 701'))).toEqual([]);
});
