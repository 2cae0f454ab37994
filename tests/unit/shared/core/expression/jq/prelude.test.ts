import { describe, expect, test } from 'vitest';
import { preludeOf } from '#shared/core/expression/jq/prelude.ts';

describe('the helpers in front of an expression', () => {
  test('each stands behind those that it uses, once', () => {
    const names = preludeOf(['sort', 'c', 'n'], 'jq_').map((text) => /^\$jq_([a-z0-9]+) :=/.exec(text)?.[1]);
    expect(names).toEqual(['rk', 'c1', 'cl1', 'c2', 'cl2', 'c', 'n', 'arr', 'sort']);
  });

  test('have the names that the prefix makes', () => {
    expect(preludeOf(['sw', 'lt'], 'jq1_').join()).not.toContain('$jq_');
    expect(preludeOf([], 'jq_')).toEqual([]);
  });
});
