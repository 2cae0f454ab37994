/** Sum of a Luhn check (ISO/IEC 7812-1 annex B) over decimal digits: valid numbers give 0. */
export function luhnRemainder(digits: string): number {
  let sum = 0;
  for (let index = digits.length - 1, isDoubled = false; index >= 0; index -= 1, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(index) - ZERO;
    const doubled = isDoubled ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10;
}

/** Remainder by 97 (ISO/IEC 7064, MOD 97-10) of digits and letters, a letter counting as two digits (A = 10). Valid IBANs, rearranged, give 1. */
export function mod97Remainder(text: string): number {
  let remainder = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const value = code <= NINE ? code - ZERO : (code | LOWER_BIT) - LOWER_A + 10;
    remainder = (value < 10 ? remainder * 10 + value : remainder * 100 + value) % 97;
  }
  return remainder;
}

/**
 * Remainder by 11 of weighted digits. With several lists of weights the next one is used where a list leaves 10, as Kazakhstan's IIN does;
 * 10 after the last one: no such number is issued.
 */
export function mod11Remainder(digits: string, weights: readonly (readonly number[])[]): number {
  for (const list of weights) {
    const sum = list.reduce((total, weight, index) => total + weight * (digits.charCodeAt(index) - ZERO), 0);
    if (sum % 11 !== 10) return sum % 11;
  }
  return 10;
}

/** Check of Verhoeff (dihedral group of order 10) over decimal digits: valid numbers give 0. */
export function verhoeffRemainder(digits: string): number {
  let check = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - ZERO;
    check = multiplied(check, permuted(place, digit));
  }
  return check;
}

const ZERO = 48;
const NINE = 57;
const LOWER_BIT = 0x20;
const LOWER_A = 97;

/** Multiplication of the group: rotations are 0 to 4, reflections 5 to 9. */
function multiplied(left: number, right: number): number {
  const isReflected = left >= 5;
  const turn = isReflected ? left - right : left + right;
  const rotation = ((turn % 5) + 5) % 5;
  return isReflected === right >= 5 ? rotation : rotation + 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(times: number, digit: number): number {
  let result = digit;
  for (let count = times % 8; count > 0; count -= 1) result = PERMUTATION[result] ?? 0;
  return result;
}
