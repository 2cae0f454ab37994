import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKeyPart, keyOf, padded, SHARD_COUNT, shardOf } from '#shared/adapters/dynamodb/keys.ts';

/** Every sequence of UTF-16 code units, with those that matter often. */
const anyText = fc.array(fc.oneof(fc.constantFrom(0, 0x23, 0x7e, 0x61, 0xd800, 0xdc00), fc.integer({ min: 0, max: 0xffff }))).map((units) => String.fromCharCode(...units));
const wholeNumber = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('keyOf()', () => {
  test('gives what the service takes as a part of a key, and what a cursor may hold', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyText.map((text) => text.repeat(500))), (text) => {
        const key = keyOf(text);
        expect(key.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(200);
        expect(key).not.toContain('#');
        expect(Buffer.from(key, 'utf8').toString('utf8')).toBe(key);
        expect(isKeyPart(key)).toBe(true);
      }),
    );
  });

  test('keeps different texts different', () => {
    fc.assert(fc.property(anyText, anyText, (left, right) => (keyOf(left) === keyOf(right)) === (left === right)), {
      examples: [['\ud800', '\ufffd'], ['', '~'], [keyOf(''), '']],
    });
  });

  test('leaves our own ids as they are', () => {
    expect(['0199f0c1-7f3c-7e2b-b1aa-0b3f6f8e1a2b', 'exe:1', 'bank/pay@1.0.0'].map(keyOf)).toEqual(['0199f0c1-7f3c-7e2b-b1aa-0b3f6f8e1a2b', 'exe:1', 'bank/pay@1.0.0']);
  });

  test('is what it was: it is part of what is stored', () => {
    expect(keyOf('')).toBe('~12ae32cb1ec02d01eda3581b127c1fee3b0dc53572ed6baf239721a03d82e126');
    expect(['a', 'b', 'c', '\ud800'].map(shardOf)).toEqual([0, 1, 3, 0]);
  });
});

describe('isKeyPart()', () => {
  test.each(['', '~', 'a#b', 'ü', 'x'.repeat(201), '~~a'])('refuses what no key is made of: %j', (text) => {
    expect(isKeyPart(text)).toBe(false);
  });
});

describe('padded()', () => {
  test('orders texts as their numbers', () => {
    fc.assert(fc.property(wholeNumber, wholeNumber, (left, right) => padded(left) < padded(right) === left < right));
  });
});

describe('shardOf()', () => {
  test('spreads ids over all parts', () => {
    const parts = Array.from({ length: 400 }, (_, index) => shardOf(`exe-${String(index)}`));
    const counts = Array.from({ length: SHARD_COUNT }, (_, shard) => parts.filter((part) => part === shard).length);
    expect(Math.min(...counts)).toBeGreaterThan(50);
  });
});
