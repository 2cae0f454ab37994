import { expect, test } from 'vitest';
import { failureFields, isRetryable } from '#shared/application/failure-code.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

test('only codes and rules of our own are told', () => {
  expect(failureFields(new UwfError('UWF-5001', 'canary'))).toEqual({ code: 'UWF-5001' });
  expect(failureFields(new InvariantError('a rule'))).toEqual({ code: 'UWF-5000', rule: 'a rule' });
  expect(failureFields(new TypeError('canary'))).toEqual({ code: 'UWF-5000' });
  expect(failureFields('canary')).toEqual({ code: 'UWF-5000' });
});

test('only failures that say so are worth another try', () => {
  expect(isRetryable(new UwfError('UWF-5002'))).toBe(true);
  expect(isRetryable(new UwfError('UWF-4042'))).toBe(false);
  expect(isRetryable(new TypeError('x'))).toBe(false);
});
