import { expect, test } from 'vitest';
import { collectAuthentications } from '#shared/core/definition/check/authentication-places.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

test('authentications are found wherever the DSL lets them stand', () => {
  const endpoint = '{uri: x, authentication: {use: a}}';
  const document = documentOf(`
input: {schema: {resource: {endpoint: ${endpoint}}}}
use: {authentications: {a: {basic: {use: s}}}, catalogs: {c: {endpoint: ${endpoint}}}}
do:
  - http: {call: http, with: {endpoint: ${endpoint}}}
  - openapi: {call: openapi, with: {document: {endpoint: ${endpoint}}, authentication: {use: a}}}
  - grpc: {call: grpc, with: {proto: {endpoint: ${endpoint}}, service: {authentication: {use: a}}}}
  - asyncapi: {call: asyncapi, with: {document: {endpoint: ${endpoint}}, authentication: {use: a}, subscription: {foreach: {output: {schema: {resource: {endpoint: ${endpoint}}}}}}}}
  - a2a: {call: a2a, with: {server: ${endpoint}, agentCard: {endpoint: ${endpoint}}}}
  - mcp: {call: mcp, with: {transport: {http: {endpoint: ${endpoint}}}}}
  - run: {run: {script: {source: {endpoint: ${endpoint}}}}}
  - function: {call: f, with: {authentication: {use: a}, endpoint: ${endpoint}}}
`);
  expect(collectAuthentications(document, collectPlaces(document)).map(({ pointer }) => pointer).toSorted()).toEqual([
    '/do/0/http/with/endpoint/authentication',
    '/do/1/openapi/with/authentication',
    '/do/1/openapi/with/document/endpoint/authentication',
    '/do/2/grpc/with/proto/endpoint/authentication',
    '/do/2/grpc/with/service/authentication',
    '/do/3/asyncapi/with/authentication',
    '/do/3/asyncapi/with/document/endpoint/authentication',
    '/do/3/asyncapi/with/subscription/foreach/output/schema/resource/endpoint/authentication',
    '/do/4/a2a/with/agentCard/endpoint/authentication',
    '/do/4/a2a/with/server/authentication',
    '/do/5/mcp/with/transport/http/endpoint/authentication',
    '/do/6/run/run/script/source/endpoint/authentication',
    '/input/schema/resource/endpoint/authentication',
    '/use/authentications/a',
    '/use/catalogs/c/endpoint/authentication',
  ]);
});
