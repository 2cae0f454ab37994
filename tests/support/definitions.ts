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
