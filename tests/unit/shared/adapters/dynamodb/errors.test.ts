import { describe, expect, test } from 'vitest';
import { fromDynamoError, isPassing, nameOf } from '#shared/adapters/dynamodb/errors.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

function named(name: string): Error {
  return Object.assign(new Error('key {S: "secret value"} was refused'), { name });
}

describe('fromDynamoError()', () => {
  test.each([
    ['ThrottlingException', 'UWF-5001'],
    ['InternalServerError', 'UWF-5001'],
    ['TimeoutError', 'UWF-5001'],
    ['AccessDeniedException', 'UWF-5001'],
    ['ValidationException', 'UWF-5000'],
    ['TransactionCanceledException', 'UWF-5000'],
    ['ResourceNotFoundException', 'UWF-5004'],
  ])('takes %s for %s, and tells no more than its name', (name, code) => {
    const error = fromDynamoError(named(name));
    expect(error).toMatchObject({ code, details: { reason: name } });
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toContain('secret');
  });

  test('leaves errors of ours as they are, and takes whatever else for a service that is not there', () => {
    const own = new UwfError('UWF-5005');
    expect(fromDynamoError(own)).toBe(own);
    expect(fromDynamoError('nonsense')).toMatchObject({ code: 'UWF-5001', details: { reason: 'unavailable' } });
    expect(nameOf({ name: 'secret value' })).toBeUndefined();
  });
});

describe('isPassing()', () => {
  test('is true for another transaction in the way, not for what the driver repeats by itself', () => {
    expect(['TransactionConflict', 'TransactionConflictException', 'ThrottlingError'].every(isPassing)).toBe(true);
    expect(['ThrottlingException', 'ConditionalCheckFailed', undefined].some(isPassing)).toBe(false);
  });
});
