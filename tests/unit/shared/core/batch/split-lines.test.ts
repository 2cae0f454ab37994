import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BATCH_RECORD_BYTES_MAX } from '#shared/core/batch/limits.ts';
import { createLineSplitter } from '#shared/core/batch/split-lines.ts';
import { splitAll } from '#tests/support/batch/split-all.ts';

describe('createLineSplitter()', () => {
  test('gives each line with its number, and passes over lines of white space', () => {
    const { records } = splitAll(createLineSplitter(), '{"a":1}\r\n\n   \n{"b":2}\n{"c":3}');
    expect(records).toEqual([{ item: 1, line: 1, text: '{"a":1}\r' }, { item: 2, line: 4, text: '{"b":2}' }, { item: 3, line: 5, text: '{"c":3}' }]);
  });

  test('gives nothing for an empty file', () => {
    expect(splitAll(createLineSplitter(), '')).toEqual({ records: [] });
  });

  test('gives a line over the limit without its bytes, and goes on behind it', () => {
    const { records } = splitAll(createLineSplitter(), `${'x'.repeat(BATCH_RECORD_BYTES_MAX + 1)}\n${'y'.repeat(BATCH_RECORD_BYTES_MAX)}\nz`, 65_536);
    expect(records.map(({ line, text }) => [line, text?.length])).toEqual([[1, undefined], [2, BATCH_RECORD_BYTES_MAX], [3, 1]]);
  });

  test('gives the same lines however the file is cut into parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !/[\n]/u.test(line) && line.trim() !== '')), fc.integer({ min: 1, max: 40 }), (lines, size) => {
        expect(splitAll(createLineSplitter(), lines.join('\n'), size).records.map(({ text }) => text)).toEqual(lines.map((line) => new TextDecoder().decode(new TextEncoder().encode(line))));
      }),
    );
  });
});
