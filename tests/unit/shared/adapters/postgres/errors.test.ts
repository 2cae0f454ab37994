import { describe, expect, test } from 'vitest';
import { fromPostgresError, isConflict } from '#shared/adapters/postgres/errors.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

function driverError(code: string | undefined, more: object = {}): Error {
  return Object.assign(new Error('Key (client_pan)=(4111111111111111) already exists'), { code, detail: 'Failing row contains (4111111111111111)', ...more });
}

describe('fromPostgresError()', () => {
  test.each(['08006', '53300', '57P01', '57014', '58030', '40P01', '40001', '55P03', '28P01', '3D000'])('tells %s as a store that is not available', (code) => {
    const error = fromPostgresError(driverError(code), 'UWF-5001');
    expect(error).toMatchObject({ code: 'UWF-5001', details: { sqlState: code } });
    expect(error.entry.disposition).toBe('retryable');
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', undefined])('tells a lost connection (%s) with the code of the port', (code) => {
    expect(fromPostgresError(driverError(code), 'UWF-5002')).toMatchObject({ code: 'UWF-5002', details: { reason: code ?? 'connection-lost' } });
  });

  test.each(['23505', '22P02', '42601', '42P01'])('tells %s as a fault of ours', (code) => {
    expect(fromPostgresError(driverError(code, { constraint: 'executions_pkey' }), 'UWF-5001')).toMatchObject({ code: 'UWF-5000', details: { sqlState: code, constraint: 'executions_pkey' } });
  });

  test('lets no text of the driver through: it quotes values', () => {
    for (const code of ['23505', '57P01', 'ECONNRESET', undefined]) {
      const error = fromPostgresError(driverError(code), 'UWF-5001');
      expect(`${error.message} ${JSON.stringify(error.details)} ${String(error.stack)}`).not.toContain('4111');
      expect(error.cause).toBeUndefined();
    }
  });

  test('leaves our own errors as they are', () => {
    const error = new UwfError('UWF-4000');
    expect(fromPostgresError(error, 'UWF-5001')).toBe(error);
  });

  test.each([null, undefined, 'text', 7])('takes anything that can be thrown: %j', (thrown) => {
    expect(fromPostgresError(thrown, 'UWF-5001')).toBeInstanceOf(UwfError);
  });
});

describe('isConflict()', () => {
  test('is true of what the server gave up for another transaction', () => {
    expect(['40001', '40P01'].map((code) => isConflict(driverError(code)))).toEqual([true, true]);
    expect(['23505', '57P01', undefined].map((code) => isConflict(driverError(code)))).toEqual([false, false, false]);
    expect(isConflict(undefined)).toBe(false);
  });
});
