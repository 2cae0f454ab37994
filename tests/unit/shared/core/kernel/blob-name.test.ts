import { describe, expect, test } from 'vitest';
import { isBlobName } from '#shared/core/kernel/blob-name.ts';

describe('isBlobName()', () => {
  test.each(['a', 'payloads/0f-1:0.1/12-3', 'claims/x/00ff', 'a=b_c/...', 'x'.repeat(512)])('takes %j', (name) => {
    expect(isBlobName(name)).toBe(true);
  });

  test.each(['', '.', '..', 'a/..', './a', '/a', 'a/', 'a//b', 'a b', 'a\\b', 'a\n', 'ä', 'a%2f', 'a?b', 'x'.repeat(513)])('refuses %j', (name) => {
    expect(isBlobName(name)).toBe(false);
  });
});
