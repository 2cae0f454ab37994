import type { RegisterRequest } from '#shared/application/register-definition.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';

/** A document whose only task stays in the target's own zone. */
export const PLAIN_DOCUMENT = `
document: { dsl: 1.0.0, namespace: tests, name: plain, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - greet:
      set: { greeting: hello }
`;

/** A document with a task that runs in the bank, because its result is Tier 1 until it is declassified. */
export const BANK_DOCUMENT = `
document: { dsl: 1.0.0, namespace: tests, name: bank, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - rate:
      call: rate-client:1.0.0
      with: { kind: fast }
`;

const OPENAPI = { openapi: '3.1.0', info: { title: 'rates', version: '1' }, servers: [{ url: 'https://rates.example' }], paths: { '/rate': { get: { operationId: 'rate', responses: { 200: { description: 'ok' } } } } } };

/** Documents outside of {@link OUTSIDE_DOCUMENT}, by URI. */
export const OUTSIDE_RESOURCES: { readonly [uri: string]: string } = {
  'https://rates.example/openapi.json': JSON.stringify(OPENAPI),
  'https://functions.example/greet.yaml': 'set: { greeting: hello }',
};

/** A document that needs others: an OpenAPI document and a function; one task runs in the bank. */
export const OUTSIDE_DOCUMENT = `
document: { dsl: 1.0.0, namespace: tests, name: outside, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - greet: { call: 'https://functions.example/greet.yaml' }
  - ask:
      call: openapi
      with: { document: { endpoint: 'https://rates.example/openapi.json' }, operationId: rate }
  - rate:
      call: rate-client:1.0.0
      with: { kind: fast }
`;

/** The function that {@link BANK_DOCUMENT} calls. */
export const RATE_CLIENT: CatalogueEntry = {
  name: 'rate-client',
  version: '1.0.0',
  zone: 'on-prem',
  input: { type: 'object', properties: { kind: { type: 'string' } }, additionalProperties: false },
  output: { type: 'object', properties: { grade: { type: 'string', enum: ['A', 'B'], 'x-tier': 1 } }, required: ['grade'], additionalProperties: false },
  errors: [],
  declassify: [{ path: '/grade', to: 2, purpose: 'tests', method: 'enum' }],
};

/** A request to register a document for a private cloud that knows {@link RATE_CLIENT}. */
export function registrationOf(text: string, more: Partial<RegisterRequest> = {}): RegisterRequest {
  return { text, target: { name: 'test', runtime: 'engine', zone: 'private-cloud' }, catalogue: [RATE_CLIENT], registeredBy: 'author', ...more };
}
