import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonBytes } from '#shared/core/interpreter/json-size.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

test('the size of a value is the length of its compact JSON in UTF-8', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const value: JsonValue = JSON.parse(JSON.stringify(given));
      expect(jsonBytes(value)).toBe(Buffer.byteLength(JSON.stringify(value), 'utf8'));
    }),
    { examples: [['žluťoučký'], ['银行'], ['😀'], [['\ud800']]] },
  );
});

test('a value that is nested too deeply to be written counts as endless', () => {
  let value: JsonValue = [];
  for (let level = 0; level < 200_000; level += 1) value = [value];
  expect(jsonBytes(value)).toBe(Number.POSITIVE_INFINITY);
});
