import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellType, CsvColumn } from '#shared/core/batch/csv-columns.ts';
import { parseJsonInput, toCsvInput } from '#shared/core/batch/csv-input.ts';

const column = (pointer: string, type: CellType, whenEmpty: CsvColumn['whenEmpty'] = 'absent'): CsvColumn => ({ path: pointer.slice(1).split('/'), pointer, type, whenEmpty });
const bare = (...texts: readonly string[]) => texts.map((text) => ({ text, isQuoted: false }));

describe('toCsvInput()', () => {
  test('makes one object of the cells, with objects inside', () => {
    const columns = [column('/id', 'string'), column('/client/name', 'string'), column('/client/age', 'integer'), column('/amount', 'number'), column('/active', 'boolean'), column('/tags', 'json')];
    expect(toCsvInput(columns, bare('007', 'Zoë', '42', '-1.5e3', 'TRUE', '["a"]'))).toEqual({ ok: true, value: { id: '007', client: { name: 'Zoë', age: 42 }, amount: -1500, active: true, tags: ['a'] } });
  });

  test('leaves out what is empty, or makes it null, and an object without members is not there', () => {
    const columns = [column('/a', 'string'), column('/b', 'number', 'null'), column('/c/d', 'string'), column('/e', 'string')];
    expect(toCsvInput(columns, [...bare('', '', ''), { text: '', isQuoted: true }])).toEqual({ ok: true, value: { b: null, e: '' } });
  });

  test.each<[CellType, string]>([
    ['number', '1,5'], ['number', '007'], ['number', '+1'], ['number', '1e999'], ['number', '0x10'], ['number', ' 1'], ['number', 'NaN'],
    ['integer', '1.5'], ['integer', '9007199254740993'], ['boolean', 'yes'], ['boolean', '1'], ['json', '{'], ['json', '"text"'],
  ])('refuses as %s what is not: the finding names the place and never the value', (type, text) => {
    const input = toCsvInput([column('/client/x', type)], bare(text));
    expect(input.ok).toBe(false);
    expect(input.ok ? [] : input.error).toEqual([{ pointer: '/client/x', message: expect.not.stringContaining(text) }]);
  });

  test('refuses a record with another number of fields', () => {
    expect(toCsvInput([column('/a', 'string')], bare('x', 'y'))).toEqual({ ok: false, error: [{ pointer: '', message: 'has 2 fields, and the head has 1' }] });
  });

  test('no name of a column is special', () => {
    const input = toCsvInput([{ path: ['__proto__', 'polluted'], pointer: '/__proto__/polluted', type: 'string', whenEmpty: 'absent' }], bare('x'));
    expect(input.ok && Object.hasOwn(input.value, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('numbers come back as they were written', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const input = toCsvInput([column('/x', 'number')], bare(JSON.stringify(number)));
      expect(input).toEqual({ ok: true, value: { x: JSON.parse(JSON.stringify(number)) } });
    }));
  });
});

describe('parseJsonInput()', () => {
  test.each([
    ['{"pan":"4111', 'is not valid JSON'],
    ['[1]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
    ['{"a":{"b":{"c":{}}}}', 'is nested deeper than 3 levels'],
  ])('says of %j: %s', (text, message) => {
    expect(parseJsonInput(text, 3)).toEqual({ ok: false, error: [{ pointer: '', message }] });
  });

  test('takes an object up to the depth', () => {
    expect(parseJsonInput('{"a":{"b":{"c":1}}}', 3)).toEqual({ ok: true, value: { a: { b: { c: 1 } } } });
  });
});
