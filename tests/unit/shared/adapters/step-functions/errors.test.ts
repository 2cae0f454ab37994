import { describe, expect, test } from 'vitest';
import { ask, askUnless } from '#shared/adapters/step-functions/errors.ts';

const failing = (name: string): Promise<never> => Promise.reject(Object.assign(new Error('input 4111111111111111'), { name }));

describe('failures of Step Functions', () => {
  test.each<[string, string]>([
    ['InvalidDefinition', 'UWF-4222'],
    ['InvalidExecutionInput', 'UWF-4222'],
    ['ThrottlingException', 'UWF-5010'],
    ['TimeoutError', 'UWF-5010'],
  ])('%s is %s, without what the service says', async (name, code) => {
    await expect(ask(failing(name))).rejects.toMatchObject({ code, message: expect.not.stringContaining('4111') as string });
  });

  test('that are expected are no failures', async () => {
    expect(await askUnless(['TaskTimedOut'], failing('TaskTimedOut'))).toBeUndefined();
    await expect(askUnless(['TaskTimedOut'], failing('AccessDenied'))).rejects.toMatchObject({ code: 'UWF-5010' });
    expect(await askUnless([], Promise.resolve(1))).toBe(1);
  });
});
