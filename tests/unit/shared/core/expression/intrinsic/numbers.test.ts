import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { call, refused } from './support.ts';

describe('functions on numbers', () => {
  test.each([
    ['States.MathAdd(1.49, 1.5)', 3],
    ['States.MathAdd(-1.5, -1.51)', -3],
    ['States.MathAdd(-0.5, 0.5)', 1],
    ['States.MathAdd(111, -1)', 110],
  ])('%s is %d', (text, sum) => {
    expect(call(text)).toBe(sum);
  });

  test('MathRandom stays from its start up to, not including, its end', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 50 }), fc.option(fc.integer(), { nil: undefined }), (start, width, seed) => {
        const value = Number(call(seed === undefined ? 'States.MathRandom($.start, $.end)' : 'States.MathRandom($.start, $.end, $.seed)', { start, end: start + width, seed: (seed ?? 0) | 0 }));
        return Number.isInteger(value) && value >= start && value < start + width;
      }),
    );
  });

  test('MathRandom gives equal numbers for equal seeds, and others for others', () => {
    const draw = (seed: number) => call(`States.MathRandom(0, 1000000, ${seed})`);
    expect(draw(7)).toBe(draw(7));
    expect(draw(7)).not.toBe(draw(8));
  });

  test('UUID makes a version 4', () => {
    expect(call('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each([
    ['States.MathAdd(2147483647, 1)', 'The sum is no whole number of 32 bits'],
    ['States.MathAdd(2147483648, 1)', 'The first argument must be a whole number of 32 bits'],
    ['States.MathAdd(-2147483648, -1)', 'The sum is no whole number of 32 bits'],
    ['States.MathRandom(2, 2)', 'The second argument must be more than the first'],
    ["States.MathRandom(1, 2, 'x')", 'The third argument must be a number'],
  ])('%s is refused', (text, message) => {
    expect(refused(text)).toBe(message);
  });
});
