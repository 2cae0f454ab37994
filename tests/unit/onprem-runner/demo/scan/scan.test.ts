import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMatcher } from '#onprem-runner/demo/scan/matcher.ts';
import { scanSource, textSource, type ScanSource } from '#onprem-runner/demo/scan/scan.ts';

const VALUE = 'Айгүл "Quote"\nСәтова';

async function hits(values: readonly string[], bytes: Buffer): Promise<number> {
  const source: ScanSource = { name: 'bytes', chunks: async function* chunks() { yield bytes; } };
  return (await scanSource(createMatcher(values), source)).found.size;
}

describe('the scan', () => {
  const spellings: readonly (readonly [string, (value: string) => Buffer])[] = [
    ['as it is', (value) => Buffer.from(`xx${value}yy`)],
    ['in JSON', (value) => Buffer.from(JSON.stringify({ a: value }))],
    ['in JSON inside of JSON', (value) => Buffer.from(JSON.stringify({ a: JSON.stringify({ b: value }) }))],
    ['in ASCII JSON', (value) => Buffer.from(JSON.stringify(value).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`))],
    ['in base64 at any place', (value) => Buffer.from(Buffer.from(`a${value}`).toString('base64'))],
    ['in base64url', (value) => Buffer.from(Buffer.from(`ab${value}`).toString('base64url'))],
    ['in hex', (value) => Buffer.from(Buffer.from(value).toString('hex'))],
    ['in a URL', (value) => Buffer.from(`https://x/?q=${encodeURIComponent(value)}`)],
  ];

  test.each(spellings)('finds a value %s', async (_name, write) => {
    expect(await hits([VALUE], write(VALUE))).toBe(1);
    expect(await hits([VALUE], write('something else altogether'))).toBe(0);
  });

  test('finds a value across the border of two chunks', async () => {
    const bytes = Buffer.from(`....${VALUE}....`);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const source: ScanSource = { name: 'cut', chunks: async function* chunks() { yield bytes.subarray(0, cut); yield bytes.subarray(cut); } };
      expect((await scanSource(createMatcher([VALUE]), source)).found.size).toBe(1);
    }
  });

  test('finds exactly the values that are there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme' }), { minLength: 2, maxLength: 12 }), fc.nat(), async (values, pick) => {
        const planted = values[pick % values.length] ?? '';
        const result = await scanSource(createMatcher(values), textSource('t', () => ['before', JSON.stringify(planted), 'after']));
        const expected = values.flatMap((value, index) => (planted.includes(value) ? [index] : []));
        expect([...result.found]).toEqual(expect.arrayContaining(expected));
      }),
      { numRuns: 50 },
    );
  });

  test('says how much it read', async () => {
    const result = await scanSource(createMatcher(['12345678']), textSource('t', () => ['abc', 'defg']));
    expect(result.bytes).toBe(9);
  });
});
