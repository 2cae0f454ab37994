import { expect, test } from 'vitest';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';

function half(value: number): Result<number, string> {
  return value % 2 === 0 ? succeed(value / 2) : fail('odd');
}

test('a result is either a value or what went wrong, never both', () => {
  expect(half(4)).toEqual({ ok: true, value: 2 });
  expect(half(3)).toEqual({ ok: false, error: 'odd' });
});
