import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BATCH_RECORD_BYTES_MAX } from '#shared/core/batch/limits.ts';
import { createArraySplitter } from '#shared/core/batch/split-array.ts';
import { splitAll } from '#tests/support/batch/split-all.ts';

describe('createArraySplitter()', () => {
  test('gives the items by their position', () => {
    const { records } = splitAll(createArraySplitter(), ' [\n {"a":[1,2]},\n {"b":"],[\\"}"} ,3]\n');
    expect(records.map(({ line, text }) => [line, text?.trim()])).toEqual([[1, '{"a":[1,2]}'], [2, '{"b":"],[\\"}"}'], [3, '3']]);
  });

  test.each([['[]'], [' [ ] \n']])('an empty array %j has no items', (text) => {
    expect(splitAll(createArraySplitter(), text)).toEqual({ records: [] });
  });

  test.each([
    ['{"a":1}', 'not a JSON array', 1],
    ['[{"a":1}', 'the JSON array does not end', 1],
    ['', 'the JSON array does not end', 1],
    ['[{},,{}]', 'no item stands between two commas, or behind the last one', 2],
    ['[{},]', 'no item stands between two commas, or behind the last one', 2],
    ['[{}] []', 'something stands behind the JSON array', 2],
  ])('says of %j: %s', (text, reason, line) => {
    expect(splitAll(createArraySplitter(), text).fault).toEqual({ line, reason });
  });

  test('gives an item over the limit without its bytes, and goes on behind it', () => {
    const { records } = splitAll(createArraySplitter(), `[{"x":"${'y'.repeat(BATCH_RECORD_BYTES_MAX)}"},{}]`, 65_536);
    expect(records.map(({ text }) => text)).toEqual([undefined, '{}']);
  });

  test('gives back the items of any array, however the file is cut into parts', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 30 }), fc.constantFrom(0, 2), (items, size, indent) => {
        const { records, fault } = splitAll(createArraySplitter(), JSON.stringify(items, undefined, indent), size);
        expect([records.map(({ text }) => JSON.parse(text ?? '')), fault]).toEqual([JSON.parse(JSON.stringify(items)), undefined]);
      }),
    );
  });
});
