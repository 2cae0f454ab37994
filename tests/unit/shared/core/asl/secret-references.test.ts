import { describe, expect, test } from 'vitest';
import { secretNamesIn, secretReferenceOf, withSecrets } from '#shared/core/asl/secret-references.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const SECRETS = new Map<string, JsonValue>([
  ['plain', 's3cret'],
  ['user', { name: 'anna', key: { id: 7, list: [1] }, empty: null }],
]);
const reference = (name: string, member?: string): JsonValue => ({ 'uwf:secret': name, ...(member === undefined ? {} : { member }) });

describe('secretReferenceOf()', () => {
  test('reads a reference with and without a member', () => {
    expect(secretReferenceOf(reference('a'))).toEqual({ name: 'a' });
    expect(secretReferenceOf(reference('a', 'b.c'))).toEqual({ name: 'a', member: 'b.c' });
  });

  test.each<[JsonValue]>([['uwf:secret'], [null], [['uwf:secret']], [{}], [{ 'uwf:secret': 1 }], [{ 'uwf:secret': 'a', other: 1 }], [{ 'uwf:secret': 'a', member: 1 }], [{ member: 'a' }]])('%j is none', (value) => {
    expect(secretReferenceOf(value)).toBeUndefined();
  });
});

describe('withSecrets()', () => {
  test('puts secrets in the places of their references, at any depth', () => {
    const value = { basic: { username: reference('user', 'name'), password: reference('plain') }, list: [reference('user', 'key.id'), 1, null], whole: reference('user', 'key') };
    expect(secretNamesIn(value)).toEqual(['user', 'plain']);
    expect(withSecrets(value, SECRETS)).toEqual({ ok: true, value: { basic: { username: 'anna', password: 's3cret' }, list: [7, 1, null], whole: { id: 7, list: [1] } } });
  });

  test('leaves a value without references as it is', () => {
    const value = { a: [1, { b: 'uwf:secret' }], c: null };
    expect(secretNamesIn(value)).toEqual([]);
    expect(withSecrets(value, SECRETS)).toEqual({ ok: true, value });
  });

  test('does not look for references inside of secrets', () => {
    const nested = new Map<string, JsonValue>([['outer', reference('plain')]]);
    expect(withSecrets(reference('outer'), nested)).toEqual({ ok: true, value: reference('plain') });
  });

  test.each<[JsonValue, string]>([
    [reference('gone'), ''],
    [{ basic: { password: reference('gone') } }, '/basic/password'],
    [{ 'a/b': [0, reference('user', 'nothing')] }, '/a~1b/1'],
    [{ a: reference('user', 'name.more') }, '/a'],
    [{ a: reference('user', 'toString') }, '/a'],
    [{ a: reference('user', '') }, '/a'],
  ])('names the place of what is not there: %j', (value, pointer) => {
    expect(withSecrets(value, SECRETS)).toEqual({ ok: false, error: pointer });
  });

  test('ends where a value is nested without end', () => {
    const deep = Array.from({ length: 100 }).reduce<JsonValue>((inner) => [inner], reference('plain'));
    expect(secretNamesIn(deep)).toEqual([]);
    expect(withSecrets(deep, SECRETS).ok).toBe(false);
  });
});
