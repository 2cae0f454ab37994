import { describe, expect, test } from 'vitest';
import { readAzureSettings } from '#functions/azure/config.ts';
import { createSettingSecrets, parseJsonSecret } from '#functions/azure/setting-secrets.ts';

const WHOLE = {
  UWF_DATABASE_URL: 'postgres://u:p@db/uwf', UWF_BLOB_URL: 'https://a.blob.example', UWF_BLOB_CONTAINER: 'payloads', UWF_ISSUER: 'https://issuer.example', UWF_AUDIENCE: 'uwf', UWF_KAFKA_BROKERS: 'a:1,b:2',
  UWF_DOOR_SECRET: '{}', UWF_RELEASE_SECRET: '{}',
};

describe('the settings of the function app', () => {
  test('are read at once, with the usual values of those that are left out', () => {
    expect(readAzureSettings(WHOLE)).toMatchObject({ databaseSchema: 'uwf', databaseConnections: 8, incarnation: 1, brokers: 'a:1,b:2', jwksUri: undefined });
  });

  test('tell all that is wrong by name, and no secret', () => {
    const read = () => readAzureSettings({ UWF_BLOB_URL: 'nowhere', UWF_DATABASE_CONNECTIONS: '0', UWF_DOOR_SECRET: 'secret-value' });
    expect(read).toThrowError(expect.objectContaining({ code: 'UWF-5005', message: expect.stringMatching(/UWF_DATABASE_URL[\s\S]*UWF_DATABASE_CONNECTIONS[\s\S]*UWF_BLOB_URL[\s\S]*UWF_RELEASE_SECRET/u) }));
    expect(read).not.toThrowError(/secret-value/u);
  });
});

describe('secrets of tasks', () => {
  const secrets = createSettingSecrets({ UWF_SECRET_API_KEY: 'k-1', UWF_SECRET_PAYMENTS: '{"user":"u","list":[1]}', UWF_SECRET_NUMBER: '7' });

  test.each([['api-key', 'k-1'], ['api.key', 'k-1'], ['payments', { user: 'u', list: [1] }], ['number', '7']])('%s is a setting of the app', async (name, value) => {
    expect(await secrets.resolve({ name })).toEqual(value);
  });

  test.each(['none', '../api-key', ''])('%j is none', async (name) => {
    await expect(secrets.resolve({ name })).rejects.toMatchObject({ code: 'UWF-4043' });
  });

  test('that have to be JSON tell their setting when they are not, and nothing of what is there', () => {
    expect(parseJsonSecret('UWF_DOOR_SECRET', '{"a":1}')).toEqual({ a: 1 });
    expect(() => parseJsonSecret('UWF_DOOR_SECRET', 'hidden')).toThrowError(expect.objectContaining({ code: 'UWF-5005', message: 'UWF_DOOR_SECRET: expected JSON' }));
  });
});
