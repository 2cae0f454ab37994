/**
 * Why a number may not be taken as it is, if so. A literal without an exponent has to keep its whole part (RFC 7493 §2.2);
 * fractions are read as IEEE 754 doubles, as every JSON reader does.
 */
export function numberProblem(literal: string, value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN is not a JSON value';
  if (!Number.isFinite(value)) return 'the number is infinite or too large';
  const isScaled = /[eE]/u.test(literal) && !/^0x/iu.test(literal);
  if (!isScaled && Math.abs(value) > Number.MAX_SAFE_INTEGER) return 'the number is beyond ±9007199254740991 and would be changed';
  return undefined;
}
