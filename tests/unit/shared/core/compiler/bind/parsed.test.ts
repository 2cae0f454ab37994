import { expect, test } from 'vitest';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';

test('gives the tree of an expression, and stops at text that is none', () => {
  expect(parsed('1')).toMatchObject({ kind: 'number', value: 1 });
  expect(() => parsed('1 +')).toThrow(InvariantError);
});
