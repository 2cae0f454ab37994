import { describe, expect, test } from 'vitest';
import { isSecretName } from '#shared/core/kernel/secret-name.ts';

describe('isSecretName()', () => {
  test.each(['a', 'A_b-c.d', '__proto__', 'x'.repeat(128)])('takes %j', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  test.each(['', '.', '..', '../a', 'a/b', '-a', '.a', 'a.', 'a b', 'a\0', 'x'.repeat(129)])('refuses %j', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
