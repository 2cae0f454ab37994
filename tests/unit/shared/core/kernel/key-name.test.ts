import { describe, expect, test } from 'vitest';
import { isKeyName } from '#shared/core/kernel/key-name.ts';

describe('isKeyName()', () => {
  test.each(['a', 'vault-kek', 'k2', `a${'-'.repeat(63)}`])('takes %j', (name) => {
    expect(isKeyName(name)).toBe(true);
  });

  test.each(['', 'A', '1k', '-k', 'a/b', 'a.v1', '../x', 'a b', 'a\n', 'x'.repeat(65)])('refuses %j', (name) => {
    expect(isKeyName(name)).toBe(false);
  });
});
