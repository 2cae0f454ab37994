import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#shared/core/kernel/random.ts';

function take(seed: string, count: number): readonly number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random());
}

test('equal seeds give equal streams', () => {
  fc.assert(fc.property(fc.string(), (seed) => take(seed, 20).join() === take(seed, 20).join()));
});

test('every number is at least 0 and below 1', () => {
  fc.assert(fc.property(fc.string(), (seed) => take(seed, 50).every((value) => value >= 0 && value < 1)));
});

test('seeds that differ in one character give other streams', () => {
  const streams = new Set(Array.from({ length: 1000 }, (_, index) => take(`seed-${index}`, 2).join()));
  expect(streams.size).toBe(1000);
});

test('the stream is spread evenly', () => {
  const values = take('0123456789abcdef', 20_000);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
  }
});
