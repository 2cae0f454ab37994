import { expect, test } from 'vitest';
import { catchesEverything, caughtMark, isStatic } from '#shared/core/compiler/lowering/handler.ts';
import { handler } from './scopes.ts';

test('a handler is static when no expression and no text decides', () => {
  expect([handler(), handler({ shape: { status: 1 } }), handler({ instance: '/a' })].map(isStatic)).toEqual([true, true, true]);
  expect([handler({ isUnconditional: false }), handler({ texts: { title: 'a' } }), handler({ texts: { detail: 'a' } })].map(isStatic)).toEqual([false, false, false]);
});

test('it catches everything when nothing is to be decided at all', () => {
  expect(catchesEverything(handler())).toBe(true);
  expect([handler({ shape: { status: 1 } }), handler({ shape: { type: 'a' } }), handler({ instance: '/a' }), handler({ isUnconditional: false })].map(catchesEverything)).toEqual([false, false, false, false]);
  expect(caughtMark(handler())).not.toBe(caughtMark(handler({ router: '/other#catch' })));
});
