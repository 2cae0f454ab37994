import { describe, expect, test } from 'vitest';
import { codeOf, fromKafkaError } from '#shared/adapters/kafka/errors.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

describe('fromKafkaError()', () => {
  test('tells the number of the driver, never its text', () => {
    const error = fromKafkaError(Object.assign(new Error('broker 10.0.0.1 said: secret value'), { code: -195 }));
    expect(error).toMatchObject({ code: 'UWF-5002', details: { reason: 'kafka-195' } });
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toMatch(/10\.0|secret/);
  });

  test.each([3, -188, -190])('names the topics when one of them is missing (%i)', (code) => {
    const error = fromKafkaError({ code }, ['uwf.test.bank.res']);
    expect(error).toMatchObject({ code: 'UWF-5002', details: { reason: 'unknown-topic' } });
    expect(error.message).toContain('uwf.test.bank.res');
  });

  test('does not let a record that is too large be tried again', () => {
    expect(fromKafkaError({ code: 10 }).entry.disposition).toBe('terminal');
  });

  test('leaves errors of ours as they are, and takes whatever else for a cluster that is not there', () => {
    const own = new UwfError('UWF-5005');
    expect(fromKafkaError(own)).toBe(own);
    expect(fromKafkaError('nonsense')).toMatchObject({ code: 'UWF-5002', details: { reason: 'unavailable' } });
    expect(codeOf({ code: 'ECONNREFUSED' })).toBeUndefined();
  });
});
