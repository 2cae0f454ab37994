import { describe, expect, test } from 'vitest';
import { parseCsvRecord } from '#shared/core/batch/csv-record.ts';
import { BATCH_COLUMNS_MAX } from '#shared/core/batch/limits.ts';

describe('parseCsvRecord()', () => {
  test.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['a,,c,', ['a', '', 'c', '']],
    ['', ['']],
    ['"a,b","say ""hi""","two\nlines"\r', ['a,b', 'say "hi"', 'two\nlines']],
    [' a , b ', [' a ', ' b ']],
  ])('reads %j', (record, texts) => {
    const fields = parseCsvRecord(record, ',');
    expect(fields.ok ? fields.value.map(({ text }) => text) : fields.error).toEqual(texts);
  });

  test('tells nothing from an empty text', () => {
    expect(parseCsvRecord(',""', ',')).toEqual({ ok: true, value: [{ text: '', isQuoted: false }, { text: '', isQuoted: true }] });
  });

  test.each([
    ['a"b', 'a quote stands inside of a field that is not quoted'],
    ['"a"b', 'something stands between the end of a quoted field and the next one'],
    ['"a" ,b', 'something stands between the end of a quoted field and the next one'],
    ['"a', 'a quoted field does not end'],
    ['a\rb', 'a carriage return stands outside of quotes'],
    [','.repeat(BATCH_COLUMNS_MAX), `more than ${BATCH_COLUMNS_MAX} columns`],
  ])('refuses %j', (record, error) => {
    expect(parseCsvRecord(record, ',')).toEqual({ ok: false, error });
  });

  test('takes other delimiters', () => {
    const fields = parseCsvRecord('1,5;"a;b"', ';');
    expect(fields.ok && fields.value.map(({ text }) => text)).toEqual(['1,5', 'a;b']);
  });
});
