import { describe, expect, test } from 'vitest';
import type { RequestBody } from '#functions/http/api-request.ts';
import { parseBody } from '#functions/http/parse-body.ts';
import type { BodySpec } from '#functions/operations/operation.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';

const SPEC: BodySpec = {
  isRequired: false,
  description: '',
  schema: { type: 'object', properties: { input: {}, priority: { enum: ['low'] } }, additionalProperties: false },
  depthMax: 4,
  examples: {},
  textTypes: ['application/yaml'],
};

const validator = createSchemaValidator();

function parse(body: string | RequestBody, headers: { readonly [name: string]: string } = { 'content-type': 'application/json' }, spec: BodySpec | undefined = SPEC): unknown {
  const request = { method: 'POST', path: '/', query: '', headers: new Map(Object.entries(headers)), body: typeof body === 'string' ? ({ kind: 'bytes', bytes: new TextEncoder().encode(body) } as const) : body };
  try {
    return parseBody(request, spec, validator);
  } catch (error) {
    return error;
  }
}

describe('parseBody', () => {
  test('gives the JSON value with its text', () => {
    expect(parse('{"input": 1}')).toEqual({ kind: 'json', value: { input: 1 }, text: '{"input": 1}' });
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/json;'])('takes %s', (type) => {
    expect(parse('{}', { 'content-type': type })).toMatchObject({ kind: 'json' });
  });

  test('gives other media types of the operation as text', () => {
    expect(parse('a: 1', { 'content-type': 'application/yaml' })).toEqual({ kind: 'text', text: 'a: 1' });
  });

  test('needs no media type when there is no body', () => {
    expect(parse('', {})).toEqual({ kind: 'none' });
  });

  test('does not look at a body that the operation does not take', () => {
    const request = { method: 'GET', path: '/', query: '', headers: new Map(), body: { kind: 'bytes', bytes: new Uint8Array([0xff]) } } as const;
    expect(parseBody(request, undefined, validator)).toEqual({ kind: 'none' });
  });

  test.each<[string, string, { readonly [name: string]: string }, string]>([
    ['no media type', '{}', {}, 'UWF-4150'],
    ['another media type', '{}', { 'content-type': 'text/plain' }, 'UWF-4150'],
    ['two media types', '{}', { 'content-type': 'application/json, application/json' }, 'UWF-4150'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 'UWF-4150'],
    ['another parameter', '{}', { 'content-type': 'application/json; x=1' }, 'UWF-4150'],
    ['a content coding', '{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 'UWF-4150'],
    ['no JSON', '{', { 'content-type': 'application/json' }, 'UWF-4001'],
    ['too deep nesting', '[[[[[]]]]]', { 'content-type': 'application/json' }, 'UWF-4001'],
    ['an unknown member', '{"erika":1}', { 'content-type': 'application/json' }, 'UWF-4000'],
    ['another type', '[]', { 'content-type': 'application/json' }, 'UWF-4000'],
  ])('refuses %s', (_name, body, headers, code) => {
    const error = parse(body, headers);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toContain('erika');
  });

  test('tells all findings of the schema by pointer', () => {
    expect(parse('{"priority":"urgent","x":1}')).toMatchObject({ details: { errors: [{ pointer: '' }, { pointer: '/priority' }] } });
  });

  test('refuses what is not UTF-8', () => {
    expect(parse({ kind: 'bytes', bytes: new Uint8Array([0x22, 0xff, 0x22]) })).toMatchObject({ code: 'UWF-4001' });
  });

  test('refuses what is too large, whoever noticed', () => {
    expect(parse({ kind: 'too-large' })).toMatchObject({ code: 'UWF-4130' });
    expect(parse({ kind: 'bytes', bytes: new Uint8Array(262_145) })).toMatchObject({ code: 'UWF-4130' });
    expect(parse(`"${'a'.repeat(262_142)}"`)).toMatchObject({ code: 'UWF-4000' });
  });

  test('refuses an empty body where one is required', () => {
    expect(parse('', {}, { ...SPEC, isRequired: true })).toMatchObject({ code: 'UWF-4000' });
  });
});
