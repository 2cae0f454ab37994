import { describe, expect, test } from 'vitest';
import { HELPERS, helpersIn } from '#shared/core/expression/jq/helpers.ts';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { freeVariables } from '#shared/core/expression/jsonata/free-variables.ts';

describe('helpers', () => {
  test.each(Object.entries(HELPERS))('%s is a function that needs nothing but other helpers', (_name, { text }) => {
    const parsed = parseExpression(text);
    if (!parsed.ok) expect.fail(parsed.error.message);
    expect(parsed.value.kind).toBe('lambda');
    expect([...freeVariables(parsed.value)].sort()).toEqual(helpersIn(text).map((name) => `jq_${name}`).sort());
  });

  test('those that raise errors, or call one that does, say so, but for those that ask first', () => {
    const unmarked = Object.entries(HELPERS).filter(([, { text, raises }]) => !raises && text.includes('$error('));
    expect(unmarked).toEqual([]);
  });

  test('only rec calls itself', () => {
    expect(Object.entries(HELPERS).flatMap(([name, { text }]) => (text.includes(`$jq_${name}(`) ? [name] : []))).toEqual(['rec']);
  });
});
