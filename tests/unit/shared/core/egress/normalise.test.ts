import { expect, test } from 'vitest';
import { normaliseText } from '#shared/core/egress/normalise.ts';

test.each([
  ['full width', '４１１１＠ｘ', '4111@x'],
  ['digits of other scripts', '٤١١١ ۴۱ ४१ 𝟒𝟏', '4111 41 41 41'],
  ['what nobody sees', '4\u200b1\u00ad1\ufeff1\u00002', '41112'],
  ['dashes and spaces', '4–1—1\u00a01\u20091', '4-1-1 1 1'],
  ['plain text', 'Aa 1\n-', 'Aa 1\n-'],
])('%s', (_name, text, expected) => {
  expect(normaliseText(text)).toBe(expected);
});
