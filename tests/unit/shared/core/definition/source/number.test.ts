import { expect, test } from 'vitest';
import { numberProblem } from '#shared/core/definition/source/number.ts';

test.each(['0', '-1', '1.5', '9007199254740991', '-9007199254740991', '1e300', '0x1F'])('numberProblem() lets %s through', (literal) => {
  expect(numberProblem(literal, Number(literal))).toBeUndefined();
});

test.each(['9007199254740993', '-9007199254740993', '12345678901234567890.0', '1e999', '0x1FFFFFFFFFFFFFFE'])('numberProblem() refuses %s', (literal) => {
  expect(numberProblem(literal, Number(literal))).toBeDefined();
});

test('numberProblem() refuses what is no number', () => {
  expect(numberProblem('.nan', Number.NaN)).toContain('NaN');
  expect(numberProblem('.inf', Number.POSITIVE_INFINITY)).toContain('infinite');
});
