import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskValue } from '#shared/core/egress/mask.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

test('a masked value has the shape of the value', () => {
  expect(maskValue({ a: ['Ab-12', 7.5, true, null], 'né 1': {} }, (name) => name === 'a')).toEqual({ a: ['xx-99', '9.9', true, null], 'xx 9': {} });
});

test('no letter and no digit of a text is left', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const masked = JSON.stringify(maskValue(value as JsonValue, () => false)).replace(/true|false|null|\\u[0-9a-f]{4}|\\[bfnrt"\\]/gu, '');
      expect(masked.replace(/[x9]/gu, '')).not.toMatch(/[\p{L}\p{N}]/u);
    }),
  );
});
