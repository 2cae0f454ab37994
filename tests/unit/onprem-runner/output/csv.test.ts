import { describe, expect, test } from 'vitest';
import { renderCsv } from '#onprem-runner/output/csv.ts';
import { renderValue } from '#onprem-runner/output/format.ts';

describe('renderCsv()', () => {
  test('has a head of all names and a row for each object', () => {
    expect(renderCsv([{ a: 1, b: 'x' }, { b: null, c: true }])).toBe('a,b,c\n1,x,\n,,true\n');
  });

  test('quotes what would break a row (RFC 4180)', () => {
    expect(renderCsv([{ a: 'x,y', b: 'say "hi"', c: 'two\nlines' }])).toBe('a,b,c\n"x,y","say ""hi""","two\nlines"\n');
  });

  test('writes what is nested as JSON', () => {
    expect(renderCsv({ list: [1, 2], object: { a: 1 } })).toBe('list,object\n"[1,2]","{""a"":1}"\n');
  });

  test('writes single values beneath a head, and nothing for nothing', () => {
    expect([renderCsv('x'), renderCsv(['a', 'b']), renderCsv([])]).toEqual(['value\nx\n', 'value\na\nb\n', '']);
  });

  test('is one of the formats of data', () => {
    expect(renderValue({ a: 1 }, 'csv')).toBe('a\n1\n');
  });
});
