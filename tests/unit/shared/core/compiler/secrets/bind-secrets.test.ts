import { describe, expect, test } from 'vitest';
import { bindSecrets, headerMembers, secretReference } from '#shared/core/compiler/secrets/bind-secrets.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { bindings } from '../bind/expressions.ts';
import { firstTask } from '../lowering/scopes.ts';
import { evaluateText } from '../run-document.ts';

const DOCUMENT = 'use: { secrets: [ api ] }\ndo: [ { t: { set: { a: 1 } } } ]';

function bound(value: JsonValue, only?: string): { readonly json: JsonValue; readonly codes: readonly string[] } {
  const { context } = firstTask(DOCUMENT);
  const { json } = writeField(bindSecrets({ pointer: '/p', value }, bindings(), context, only), '');
  return { json, codes: context.builder.diagnostics.map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('bindSecrets()', () => {
  test('a secret becomes a reference', () => {
    expect(bound({ user: '${ $secrets.api.user.name }', all: ['${ $secret.api }'] })).toEqual({ json: { user: { 'uwf:secret': 'api', member: 'user.name' }, all: [{ 'uwf:secret': 'api' }] }, codes: [] });
  });

  test('a secret that is not declared, and one inside of a longer expression, are refused', () => {
    expect(bound({ a: '${ $secrets.other }' }).codes).toEqual(['UWF-2064 /p/a']);
    expect(bound({ a: '${ "x" & $secrets.api.key }' }).codes).toEqual(['UWF-2034 /p/a']);
    expect(bound({ 'uwf:secret': 'api' }).codes).toEqual(['UWF-2033 /p/uwf:secret']);
  });

  test('beside the members that may hold them, secrets are refused', () => {
    expect(bound({ authentication: { basic: { password: '${ $secrets.api.p }' } }, message: 'x' }, 'authentication').codes).toEqual([]);
    expect(bound({ message: '${ $secrets.api.p }' }, 'authentication').codes).toEqual(['UWF-2034 /p/message']);
  });

  test('data can never pass for a reference', () => {
    const { json } = bound({ token: '${ $.token }' });
    const text = String((json as { readonly token: string }).token).slice(2, -2);
    expect(evaluateText(text, { states: { input: { token: 'plain' } } })).toBe('plain');
    expect(() => evaluateText(text, { states: { input: { token: { 'uwf:secret': 'api' } } } })).toThrow();
  });
});

describe('headerMembers()', () => {
  const members = (value: JsonValue): { readonly json: JsonValue; readonly codes: readonly string[] } => {
    const { context } = firstTask(DOCUMENT);
    const { json } = writeField({ kind: 'object', origin: '/p', members: headerMembers({ pointer: '/p', value }, bindings(), context) }, '');
    return { json, codes: context.builder.diagnostics.map(({ code, pointer }) => `${code} ${pointer}`) };
  };

  test('sets secrets apart from every other header', () => {
    const json = { headers: { a: 'x', b: '{% $states.input.b %}' }, secretHeaders: { 'X-Key': { 'uwf:secret': 'api', member: 'key' } } };
    expect(members({ a: 'x', 'X-Key': '${ $secrets.api.key }', b: '${ $.b }' })).toEqual({ json, codes: [] });
    expect(members({ a: 'x' })).toEqual({ json: { headers: { a: 'x' } }, codes: [] });
    expect(members('${ $.headers }')).toEqual({ json: { headers: '{% $states.input.headers %}' }, codes: [] });
  });

  test('refuses secrets that are not declared, in longer expressions and deeper down', () => {
    expect(members({ a: '${ $secrets.other }' }).codes).toEqual(['UWF-2064 /p/a']);
    expect(members({ a: '${ "Key " & $secrets.api.key }' }).codes).toEqual(['UWF-2034 /p/a']);
    expect(members({ a: { b: '${ $secrets.api.key }' } }).codes).toEqual(['UWF-2034 /p/a/b']);
    expect(members('${ $secrets.api }').codes).toEqual(['UWF-2034 /p']);
    expect(members({ a: { 'uwf:secret': 'api' } }).codes).toEqual(['UWF-2033 /p/a/uwf:secret']);
  });
});

test('secretReference() reports what is not declared', () => {
  const { context } = firstTask(DOCUMENT);
  secretReference({ name: 'nope', pointer: '/p' }, context);
  expect(context.builder.diagnostics).toMatchObject([{ code: 'UWF-2064', message: expect.stringContaining('api') }]);
});
