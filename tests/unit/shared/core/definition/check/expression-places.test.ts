import { expect, test } from 'vitest';
import { TASK_EXPRESSIONS } from '#shared/core/definition/check/expression-places.ts';

test('code and commands are never looked at: shells have ${…} of their own', () => {
  const paths = Object.values(TASK_EXPRESSIONS).flatMap((rules) => [...(rules.fields ?? []), ...(rules.templates ?? []), ...(rules.either ?? [])]).map((path) => path.join('.'));
  expect(paths).toContain('run.shell.stdin');
  expect(paths.filter((path) => /(?:code|command)$/u.test(path) || path === 'run.container' || path === 'run')).toEqual([]);
});
