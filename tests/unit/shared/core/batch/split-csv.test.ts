import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BATCH_RECORD_BYTES_MAX } from '#shared/core/batch/limits.ts';
import { parseCsvRecord } from '#shared/core/batch/csv-record.ts';
import { createCsvSplitter } from '#shared/core/batch/split-csv.ts';
import { splitAll } from '#tests/support/batch/split-all.ts';

const COMMA = 0x2c;

describe('createCsvSplitter()', () => {
  test('gives each record with the line where it begins; a line feed in quotes ends none', () => {
    const { records } = splitAll(createCsvSplitter(COMMA), 'a,b\r\n1,"two\nlines"\r\n\r\n3,"say ""hi"",\n"\n4,5');
    expect(records).toEqual([
      { item: 1, line: 1, text: 'a,b\r' },
      { item: 2, line: 2, text: '1,"two\nlines"\r' },
      { item: 3, line: 5, text: '3,"say ""hi"",\n"' },
      { item: 4, line: 7, text: '4,5' },
    ]);
  });

  test('a quote inside of a bare field opens nothing: the damage stays in its line', () => {
    expect(splitAll(createCsvSplitter(COMMA), 'a\n5" pipe\nb').records.map(({ text }) => text)).toEqual(['a', '5" pipe', 'b']);
  });

  test('a quoted field that does not end is a fault of the file, named by the line where the field begins', () => {
    const { records, fault } = splitAll(createCsvSplitter(COMMA), 'a\n1\n"never\nends\n2\n');
    expect([records.length, fault]).toEqual([2, { line: 3, reason: 'a quoted field that begins here does not end' }]);
  });

  test('gives a record over the limit without its bytes, and goes on behind it', () => {
    const { records } = splitAll(createCsvSplitter(COMMA), `a\n"${'x\n'.repeat(BATCH_RECORD_BYTES_MAX / 2)}"\nb`, 65_536);
    expect(records.map(({ text }) => text)).toEqual(['a', undefined, 'b']);
  });

  test('whatever is written as RFC 4180 says comes back, however the file is cut into parts', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '漢') });
    const table = fc.integer({ min: 1, max: 4 }).chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }));
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 20 }), (rows, size) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        const read = splitAll(createCsvSplitter(COMMA), text, size).records.map(({ text: record }) => parseCsvRecord(record ?? '', ','));
        expect(read.map((record) => (record.ok ? record.value.map((field) => field.text) : record.error))).toEqual(rows);
      }),
    );
  });
});
