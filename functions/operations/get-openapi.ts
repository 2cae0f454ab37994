import { createOpenApi } from '../http/openapi.ts';
import type { Operation } from './operation.ts';

/** `GET /openapi.json`: the table of operations as an OpenAPI document. `all` is asked when it is needed, since this operation is in it. */
export function getOpenApi(all: () => readonly Operation[]): Operation {
  return {
    id: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    description: 'The API as an OpenAPI 3.1 document, made from the same table that serves it.',
    tag: 'service',
    access: { kind: 'public' },
    isIdempotent: false,
    params: {},
    query: {},
    responses: { '200': { description: 'The document.', schema: { type: 'object', required: ['openapi', 'info', 'paths'] }, example: { openapi: '3.1.1', info: { title: 'Workflow API', version: '0.1.0' }, paths: {} } } },
    errors: [],
    handle: async ({ settings }) => ({ status: 200, value: createOpenApi(all(), settings.version) }),
  };
}
