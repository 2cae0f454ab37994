import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attemptOfToken, taskTokenOf } from '#shared/core/interpreter/task-token.ts';

test('a token leads back to its attempt, whatever the execution is called', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: fc.constantFrom('a', '1', ':', 'ü', '😀', '%', '/') }), (attemptId) => {
      const token = taskTokenOf(attemptId);
      expect(token).toMatch(/^[\w-]+$/);
      expect(attemptOfToken(token)).toBe(attemptId);
    }),
  );
});

test('a token does not show the id of its attempt', () => {
  expect(taskTokenOf('run-1:1')).not.toContain('run-1');
});

test.each(['', 'no token', 'a+b', '====', 'JQ', 'cnVuLTE6MQ==', 'cnVuLTE6MR'])('%j is no token', (text) => {
  expect(attemptOfToken(text)).toBeUndefined();
});
