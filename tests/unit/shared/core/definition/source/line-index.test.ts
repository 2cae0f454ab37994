import { expect, test } from 'vitest';
import { createLineIndex } from '#shared/core/definition/source/line-index.ts';

test('positionAt() counts lines of every kind of line end, and columns in UTF-16 units', () => {
  const text = 'ab\ncd\r\nef\rgh𠮷i';
  const { positionAt } = createLineIndex(text);
  expect(positionAt(0)).toEqual({ line: 1, column: 1 });
  expect(positionAt(text.indexOf('d'))).toEqual({ line: 2, column: 2 });
  expect(positionAt(text.indexOf('e'))).toEqual({ line: 3, column: 1 });
  expect(positionAt(text.indexOf('i'))).toEqual({ line: 4, column: 5 });
});

test('positionAt() keeps an offset outside of the text inside', () => {
  const { positionAt } = createLineIndex('a\nb');
  expect(positionAt(-5)).toEqual({ line: 1, column: 1 });
  expect(positionAt(99)).toEqual({ line: 2, column: 2 });
  expect(createLineIndex('').positionAt(3)).toEqual({ line: 1, column: 1 });
});
