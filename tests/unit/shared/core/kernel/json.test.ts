import { expect, test } from 'vitest';
import { isJsonArray, isJsonObject } from '#shared/core/kernel/json.ts';

test.each([
  [{}, true, false],
  [{ a: 1 }, true, false],
  [[], false, true],
  [[{}], false, true],
  [null, false, false],
  ['{}', false, false],
  [0, false, false],
  [true, false, false],
  [undefined, false, false],
])('%j is an object: %s, an array: %s', (value, object, array) => {
  expect([isJsonObject(value), isJsonArray(value)]).toEqual([object, array]);
});
