import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Tier, Zone } from '#shared/core/tier/tier.ts';

/** Functions that the documents below may call. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    name: 'check-person',
    version: '1.0.0',
    zone: 'on-prem',
    input: { type: 'object' },
    output: {
      type: 'object',
      additionalProperties: false,
      required: ['resolution', 'score', 'notes'],
      properties: {
        resolution: { type: 'string', enum: ['PASS', 'FAIL', 'REVIEW'] },
        score: { type: 'integer', minimum: 0, maximum: 100 },
        notes: { type: 'string' },
      },
    },
    errors: [{ code: 'CHECK_UNAVAILABLE', status: 503, title: 'The check is not available', retryable: true }],
    declassify: [{ path: '/resolution', to: 2, purpose: 'routing', method: 'enum' }],
  },
];

const HEADER = `document:
  dsl: '1.0.3'
  namespace: tests
  name: flow
  version: 1.0.0
evaluate:
  language: jsonata
input:
  schema:
    document:
      type: object
      additionalProperties: false
      required: [id]
      properties:
        id: { type: string, x-tier: 3 }
        channel: { type: string }
        type: { type: string, x-tier: 2 }
        client_name: { type: string, x-tier: 1 }
        client_phone: { type: string, x-tier: 1 }
        amount: { type: string, x-tier: 1 }
        cvv: { type: string, x-tier: 1, x-transient: true }
        flag: { type: boolean, x-tier: 1 }
        address:
          type: object
          x-tier: 1
          additionalProperties: false
          properties:
            city: { type: string }
        items:
          type: array
          items:
            type: object
            additionalProperties: false
            properties:
              sku: { type: string }
              owner: { type: string, x-tier: 1 }
`;

/** A document with the usual input and these tasks, compiled. */
export function compileTasks(tasks: string, zone: Zone = 'private-cloud'): CompileOutcome {
  return compileDefinition({ text: `${HEADER}${tasks}`, target: { name: zone, runtime: 'engine', zone }, catalogue: CATALOGUE });
}

/** What a document is beside its tasks. */
export interface DocumentOptions {
  readonly zone?: Zone;
  readonly defaultTier?: Tier;
}

/** A document with an input schema of its own and these tasks, compiled. */
export function compileWith(schema: JsonObject, tasks: string, { zone = 'private-cloud', defaultTier = 2 }: DocumentOptions = {}): CompileOutcome {
  const document = `document:
  dsl: '1.0.3'
  namespace: tests
  name: flow
  version: 1.0.0
  metadata: { uwf: { defaultTier: ${defaultTier} } }
evaluate:
  language: jsonata
input:
  schema:
    document: ${JSON.stringify(schema)}
`;
  return compileDefinition({ text: `${document}${tasks}`, target: { name: zone, runtime: 'engine', zone }, catalogue: CATALOGUE });
}

/** A call that sends `body` to a partner from the target's own zone. */
export function notify(body: string, name = 'notify'): string {
  return `  - ${name}:
      call: http
      with:
        method: post
        endpoint: https://partner.example/notify
        body: ${body}
`;
}
