import { describe, expect, test } from 'vitest';
import { findOperation } from '#shared/core/compiler/openapi/operation.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const DOCUMENT: JsonObject = {
  openapi: '3.1.0',
  servers: [{ url: 'https://a.example' }],
  paths: {
    '/p/{id}': {
      parameters: [{ name: 'id', in: 'path', schema: { type: 'integer' } }, { name: 'q', in: 'query' }],
      get: { operationId: 'read', parameters: [{ name: 'q', in: 'query', required: true, style: 'spaceDelimited' }, { name: 'o', in: 'query', schema: { type: 'object' } }] },
      put: { operationId: 'write', requestBody: { $ref: '#/components/requestBodies/b' } },
    },
  },
  components: { requestBodies: { b: { required: true, content: { 'text/plain': {}, 'application/merge+json': { schema: { properties: { a: {} }, required: ['a'] } } } } } },
};

function find(operationId: string, document = DOCUMENT): unknown {
  const found = findOperation(document, { operationId, uri: 'https://a.example/api.json' });
  return found.ok ? found.value : found.error;
}

describe('findOperation()', () => {
  test('reads method, path and parameters; those of the operation replace those of the path', () => {
    expect(find('read')).toEqual({
      method: 'GET',
      server: 'https://a.example',
      path: '/p/{id}',
      parameters: [
        { name: 'id', in: 'path', isRequired: true, isObject: false, style: 'simple', explode: false },
        { name: 'q', in: 'query', isRequired: true, isObject: false, style: 'spaceDelimited', explode: false },
        { name: 'o', in: 'query', isRequired: false, isObject: true, style: 'form', explode: true },
      ],
    });
  });

  test('takes a JSON body where there is one', () => {
    expect(find('write')).toMatchObject({ body: { mediaType: 'application/merge+json', isRequired: true, name: 'body', properties: ['a'], requiredProperties: ['a'] } });
  });

  test.each([
    ['csv', 'form', false],
    ['multi', 'form', true],
    ['ssv', 'spaceDelimited', false],
    ['tsv', 'tabDelimited', false],
    ['pipes', 'pipeDelimited', false],
  ])('reads collectionFormat %s of Swagger 2.0', (collectionFormat, style, explode) => {
    const document = { swagger: '2.0', host: 'a.example', paths: { '/p': { get: { operationId: 'o', parameters: [{ name: 'q', in: 'query', type: 'array', collectionFormat }] } } } };
    expect(find('o', document)).toMatchObject({ parameters: [{ style, explode }] });
  });

  test('reads bodies and forms of Swagger 2.0', () => {
    const of = (parameters: readonly JsonObject[], more: JsonObject = {}): unknown => find('o', { swagger: '2.0', host: 'a.example', ...more, paths: { '/p': { post: { operationId: 'o', parameters } } } });
    expect(of([{ name: 'pet', in: 'body', required: true }], { consumes: ['application/xml', 'application/json'] })).toMatchObject({ body: { mediaType: 'application/json', name: 'pet', isRequired: true }, parameters: [] });
    expect(of([{ name: 'a', in: 'formData', required: true }, { name: 'b', in: 'formData' }])).toMatchObject({ body: { mediaType: 'application/x-www-form-urlencoded', name: '', properties: ['a', 'b'], requiredProperties: ['a'] } });
    expect(of([{ name: 'f', in: 'formData', type: 'file' }], { consumes: ['multipart/form-data'] })).toMatchObject({ body: { mediaType: 'multipart/form-data' } });
  });

  test('says what is there when the operation is not, and what is wrong with a document', () => {
    expect(find('nothing')).toEqual({ kind: 'operation', message: "The document has no operation 'nothing'. Operations: read, write." });
    expect(find('read', { asyncapi: '2.0.0' })).toMatchObject({ kind: 'document' });
    expect(find('read', { ...DOCUMENT, servers: [{ url: 'a.example' }], openapi: '3.0.0' })).toMatchObject({ server: 'https://a.example/a.example' });
  });
});
