import { describe, expect, test } from 'vitest';
import type { OpenApiOperation } from '#shared/core/compiler/openapi/model.ts';
import { requestOf } from '#shared/core/compiler/openapi/request.ts';
import { constantValue } from '#shared/core/compiler/bind/value.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const BASE = { isRequired: false, explode: false, isObject: false } as const;
const OPERATION: OpenApiOperation = {
  method: 'POST',
  server: 'https://a.example',
  path: '/p/{id}/{free}',
  parameters: [
    { ...BASE, name: 'id', in: 'path', style: 'simple', isRequired: true },
    { ...BASE, name: 'q', in: 'query', style: 'form' },
    { ...BASE, name: 'o', in: 'query', style: 'deepObject', isObject: true, explode: true },
    { ...BASE, name: 'h', in: 'header', style: 'simple' },
    { ...BASE, name: 'c1', in: 'cookie', style: 'form' },
    { ...BASE, name: 'c2', in: 'cookie', style: 'form' },
  ],
  body: { mediaType: 'application/json', isRequired: true, name: 'body', properties: ['id', 'name'], requiredProperties: ['name'] },
};

function request(given: JsonObject, operation = OPERATION): { readonly members: JsonValue; readonly problems: readonly string[] } {
  const values = new Map(Object.entries(given).map(([name, value]) => [name, constantValue(value, '/p')]));
  const { members, problems } = requestOf(operation, { origin: '/p', values });
  return { members: writeField({ kind: 'object', origin: '/p', members }, '').json, problems };
}

describe('requestOf()', () => {
  test('puts every parameter in its place', () => {
    expect(request({ id: 1, free: 'f/', q: 'x', o: { a: 1 }, h: ['a'], c1: 's', c2: 't', name: 'n' }).members).toEqual({
      endpoint: 'https://a.example/p/1/f%2F',
      headers: { h: 'a', Cookie: 'c1=s; c2=t' },
      query: { q: 'x', 'o[a]': 1 },
      body: { name: 'n' },
    });
  });

  test('a body that is given as a whole is taken as it is', () => {
    expect(request({ id: 1, free: 2, body: [1] })).toMatchObject({ members: { body: [1] }, problems: [] });
  });

  test('a form is a text with its media type', () => {
    const operation: OpenApiOperation = { ...OPERATION, parameters: [], path: '/f', body: { mediaType: 'application/x-www-form-urlencoded', isRequired: false, name: '', properties: ['a', 'b'], requiredProperties: ['b'] } };
    expect(request({ a: 1 }, operation)).toEqual({
      members: { endpoint: 'https://a.example/f', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=1' },
      problems: ["The operation needs the parameter 'b'. Declared: a, b."],
    });
  });

  test('says what is missing, what is not declared, and what cannot be made', () => {
    expect(request({ nope: 1 }).problems.map((text) => text.split('. ')[0])).toEqual(["The operation has no parameter 'nope'", "The operation needs the parameter 'id'", "The operation needs the parameter 'free'", "The operation needs the parameter 'name'"]);
    const multipart: OpenApiOperation = { ...OPERATION, path: '/', parameters: [], body: { mediaType: 'multipart/form-data', isRequired: false, name: 'body', properties: [], requiredProperties: [] } };
    expect(request({}, multipart).problems).toEqual(['The operation takes multipart/form-data, which cannot be made here.']);
  });
});
