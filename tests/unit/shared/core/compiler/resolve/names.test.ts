import { expect, test } from 'vitest';
import { namesInOrder } from '#shared/core/compiler/resolve/names.ts';

test('names are listed in order, or that there are none', () => {
  expect(namesInOrder('Known', ['b', 'a'])).toBe('Known: a, b.');
  expect(namesInOrder('Known', [])).toBe('Known: none.');
});
