import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { luhnRemainder, mod11Remainder, mod97Remainder, verhoeffRemainder } from '#shared/core/egress/checksum.ts';

const digits = fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 24 }).map((list) => list.join(''));

/** Changes one digit to another one. */
function change(text: string, place: number, by: number): string {
  const at = place % text.length;
  return text.slice(0, at) + String((Number(text[at]) + 1 + (by % 9)) % 10) + text.slice(at + 1);
}

describe('checksums', () => {
  test('Luhn: known numbers, and every change of one digit is seen', () => {
    expect(['79927398713', '4111111111111111', '378282246310005'].map(luhnRemainder)).toEqual([0, 0, 0]);
    fc.assert(fc.property(digits, fc.nat(), fc.nat(), (text, place, by) => luhnRemainder(change(text, place, by)) !== luhnRemainder(text)));
  });

  test('mod 97: known numbers, and the remainder is that of the whole number', () => {
    expect(mod97Remainder('370400440532013000DE89')).toBe(1);
    expect(mod97Remainder('nwbk60161331926819GB29'.toLowerCase())).toBe(mod97Remainder('NWBK60161331926819GB29'));
    fc.assert(fc.property(digits, (text) => mod97Remainder(text) === Number(BigInt(text) % 97n)));
  });

  test('Verhoeff: known numbers, every change of one digit and every swap of neighbours is seen', () => {
    expect(['2363', '758722', '123451', '142857'.concat('0')].map(verhoeffRemainder)).toEqual([0, 0, 0, 0]);
    fc.assert(fc.property(digits, fc.nat(), fc.nat(), (text, place, by) => verhoeffRemainder(change(text, place, by)) !== verhoeffRemainder(text)));
    fc.assert(
      fc.property(digits, fc.nat(), (text, place) => {
        const at = place % (text.length - 1);
        const swapped = text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
        return swapped === text || verhoeffRemainder(swapped) !== verhoeffRemainder(text);
      }),
    );
  });

  test('mod 11: the first list of weights that does not leave 10 decides', () => {
    expect(mod11Remainder('12', [[1, 2]])).toBe(5);
    expect(mod11Remainder('55', [[1, 1], [1, 2]])).toBe(4);
    expect(mod11Remainder('55', [[1, 1]])).toBe(10);
  });
});
