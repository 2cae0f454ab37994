import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameText, numberText, stringText } from '#shared/core/expression/jsonata/print-literal.ts';
import { valueOf } from './support.ts';

describe('literals', () => {
  test('of every text mean that text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom("'", '"', '\\', '\n', 'a', '\u0000') })), (text) => {
      expect(valueOf(stringText(text))).toBe(text);
    }));
  });

  test('of every number mean that number', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(valueOf(`[${numberText(number)}]`)).toEqual([number + 0]);
    }));
  });

  test('of every field name select that field', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom('and', 'true', 'function', 'λ', '', '`', '__proto__', '1a', 'a b')), (name) => {
      const x = JSON.parse(`{${JSON.stringify(name)}: 1}`);
      expect(valueOf(`$x.${nameText(name)}`, { variables: { x } })).toBe(1);
    }));
  });

  test('prefer single quotes', () => {
    expect(stringText('a"b')).toBe('\'a"b\'');
    expect(stringText("it's")).toBe('"it\'s"');
    expect(numberText(-0)).toBe('-0');
  });
});
