import { beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '#shared/adapters/memory/index.ts';
import { keepSecrets } from '#shared/application/kept-secrets.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';

let asked: string[];
let values: Map<string, JsonValue>;
let clock: ManualClock;
let store: SecretStore;
beforeEach(() => {
  asked = [];
  values = new Map<string, JsonValue>([['token', 'old']]);
  clock = createManualClock(1_000);
  const secrets: SecretStore = {
    resolve: async ({ name }) => {
      asked.push(name);
      const value = values.get(name);
      if (value === undefined) throw new UwfError('UWF-4043');
      return value;
    },
  };
  store = keepSecrets({ secrets, clock }, { keepMs: 100 });
});

describe('secrets that are kept for a while', () => {
  test('are asked for once, also by many at once', async () => {
    expect(await Promise.all([1, 2, 3].map(() => store.resolve({ name: 'token' })))).toEqual(['old', 'old', 'old']);
    clock.advance(99);
    expect(await store.resolve({ name: 'token' })).toBe('old');
    expect(asked).toEqual(['token']);
  });

  test('are seen to be changed when their time is over', async () => {
    await store.resolve({ name: 'token' });
    values.set('token', 'new');
    clock.advance(100);
    expect(await store.resolve({ name: 'token' })).toBe('new');
    expect(asked).toHaveLength(2);
  });

  test('are asked for again at once when there were none', async () => {
    await expect(store.resolve({ name: 'late' })).rejects.toMatchObject({ code: 'UWF-4043' });
    values.set('late', 1);
    expect(await store.resolve({ name: 'late' })).toBe(1);
  });

  test('are not more than a limit', async () => {
    for (let index = 0; index <= 500; index += 1) values.set(`s${String(index)}`, index);
    for (const name of values.keys()) await store.resolve({ name });
    asked.length = 0;
    await store.resolve({ name: 's500' });
    await store.resolve({ name: 'token' });
    expect(asked).toEqual(['token']);
  });
});
