import { describe, expect, test } from 'vitest';
import { createKmsKeyService } from '#shared/adapters/aws-kms/index.ts';
import { askUnless, fromKmsError } from '#shared/adapters/aws-kms/errors.ts';

const error = (name: string) => Object.assign(new Error('quotes arn:aws:kms:secret'), { name });

describe('errors of KMS', () => {
  test.each([
    ['NotFoundException', 'UWF-5005'],
    ['DisabledException', 'UWF-5005'],
    ['KMSInvalidStateException', 'UWF-5005'],
    ['InvalidKeyUsageException', 'UWF-5005'],
    ['AccessDeniedException', 'UWF-5005'],
    ['InvalidCiphertextException', 'UWF-5009'],
    ['IncorrectKeyException', 'UWF-5009'],
    ['ThrottlingException', 'UWF-5007'],
    ['KeyUnavailableException', 'UWF-5007'],
    ['TimeoutError', 'UWF-5007'],
    ['a name with spaces', 'UWF-5007'],
  ])('%s is %s, without the words of the service', (name, code) => {
    const ours = fromKmsError(error(name));
    expect(ours).toMatchObject({ code });
    expect(ours.message).not.toContain('arn');
    expect(fromKmsError(ours)).toBe(ours);
  });

  test('that are expected are no errors', async () => {
    expect(await askUnless(['NotFoundException'], Promise.reject(error('NotFoundException')))).toBeUndefined();
    await expect(askUnless(['NotFoundException'], Promise.reject(error('DisabledException')))).rejects.toMatchObject({ code: 'UWF-5005' });
    expect(fromKmsError('no error').code).toBe('UWF-5007');
  });

  test('of the options are told before anything is asked', () => {
    for (const bad of [{ region: '' }, { region: 'r', prefix: 'aws' }, { region: 'r', prefix: 'aws/x' }, { region: 'r', prefix: 'a/b/c' }, { region: 'r', prefix: '' }, { region: 'r', destroyDays: 6 }, { region: 'r', destroyDays: 31 }]) {
      expect(() => createKmsKeyService(bad)).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
    }
  });

  test('a service that cannot be reached can be asked again', async () => {
    const keys = createKmsKeyService({ region: 'r', endpoint: 'http://127.0.0.1:9', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await expect(keys.mac({ key: 'k', version: 1, text: 'x' })).rejects.toMatchObject({ code: 'UWF-5007' });
    await keys.close();
  });
});
