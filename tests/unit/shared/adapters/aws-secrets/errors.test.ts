import { describe, expect, test } from 'vitest';
import { fromSecretsError } from '#shared/adapters/aws-secrets/errors.ts';
import { createAwsSecretStore } from '#shared/adapters/aws-secrets/index.ts';

describe('errors of Secrets Manager', () => {
  test.each([
    ['ResourceNotFoundException', 'UWF-4043'],
    ['AccessDeniedException', 'UWF-5006'],
    ['DecryptionFailure', 'UWF-5006'],
    ['InvalidRequestException', 'UWF-5006'],
    ['ThrottlingException', 'UWF-5001'],
    ['InternalServiceError', 'UWF-5001'],
    ['no name', 'UWF-5001'],
  ])('%s is %s, without the words of the service', (name, code) => {
    const ours = fromSecretsError(Object.assign(new Error('quotes hunter2'), { name }));
    expect(ours).toMatchObject({ code });
    expect(ours.message).not.toContain('hunter2');
    expect(fromSecretsError(undefined).code).toBe('UWF-5001');
  });

  test('of the options are told before anything is asked', () => {
    expect(() => createAwsSecretStore({ region: '' })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
    expect(() => createAwsSecretStore({ region: 'r', prefix: 'a b' })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });

  test('a service that cannot be reached can be asked again', async () => {
    const store = createAwsSecretStore({ region: 'r', endpoint: 'http://127.0.0.1:9', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await expect(store.resolve({ name: 'x' })).rejects.toMatchObject({ code: 'UWF-5001' });
    store.close();
  });
});
