import { expect, test } from 'vitest';
import { parsePresent } from '#shared/core/definition/normalise/parse-present.ts';

test('parsePresent() leaves out what is undefined, and nothing else', () => {
  const parsed = parsePresent<{ a?: number; b?: string | null; c?: boolean }>({ a: undefined, b: null, c: false });
  expect(Object.keys(parsed)).toEqual(['b', 'c']);
});
