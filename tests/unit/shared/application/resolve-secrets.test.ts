import { describe, expect, test } from 'vitest';
import { createMemorySecretStore } from '#shared/adapters/memory/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';

function resolverOf(secrets: SecretStore) {
  const log: JsonObject[] = [];
  const note = (event: string, fields?: JsonObject) => void log.push({ event, ...fields });
  return { log, resolve: createSecretResolver({ secrets, logger: { info: note, warn: note, error: note } }) };
}

describe('createSecretResolver()', () => {
  test('asks for each secret once, and logs nothing of it', async () => {
    const store = createMemorySecretStore({ key: { id: 'a', word: 'b' } });
    const asked: string[] = [];
    const { log, resolve } = resolverOf({ resolve: (request) => (asked.push(request.name), store.resolve(request)) });
    expect(await resolve({ id: { 'uwf:secret': 'key', member: 'id' }, word: { 'uwf:secret': 'key', member: 'word' } })).toEqual({ ok: true, value: { id: 'a', word: 'b' } });
    expect([asked, log]).toEqual([['key'], []]);
  });

  test.each(['UWF-4043', 'UWF-5006'] as const)('answers %s of the store with the place, and tells the operator the name', async (code) => {
    const { log, resolve } = resolverOf({ resolve: async () => { throw new UwfError(code); } });
    expect(await resolve({ a: { 'uwf:secret': 'key' } })).toEqual({ ok: false, error: '/a' });
    expect(log).toEqual([{ event: 'secret-not-resolved', secret: 'key', code }]);
  });

  test('lets other errors go on', async () => {
    const { resolve } = resolverOf({ resolve: async () => { throw new UwfError('UWF-5001'); } });
    await expect(resolve({ 'uwf:secret': 'key' })).rejects.toMatchObject({ code: 'UWF-5001' });
  });
});
