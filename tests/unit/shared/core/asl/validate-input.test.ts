import { describe, expect, test } from 'vitest';
import { validateExecutionInput } from '#shared/core/asl/validate-input.ts';

describe('validateExecutionInput()', () => {
  test.each(['{}', '[1]', '"a"', '1', 'null', ' true '])('accepts %j', (text) => {
    expect(validateExecutionInput(text)).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });

  test.each(['', ' ', '{', "{'a': 1}", 'secret'])('refuses %j without quoting it', (text) => {
    const outcome = validateExecutionInput(text);
    expect(outcome.result).toBe('FAIL');
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});
