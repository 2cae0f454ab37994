import { expect, test } from 'vitest';
import { readDirective } from '#shared/core/definition/normalise/raw-task.ts';

test('readDirective() tells directives from names of tasks, and goes on by itself', () => {
  expect([undefined, 'continue', 'exit', 'end'].map((value) => readDirective(value, '/then').kind)).toEqual(['continue', 'continue', 'exit', 'end']);
  expect(readDirective('Exit', '/then')).toEqual({ kind: 'task', name: 'Exit', pointer: '/then' });
});
