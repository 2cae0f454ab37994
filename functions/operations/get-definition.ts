import type { Operation } from './operation.ts';
import { findDefinition } from './support/definition-id.ts';
import { definitionSummary, toJson } from './support/definition-view.ts';
import { exampleDefinitionSummary, exampleDocument } from './support/examples.ts';
import { definitionIdParameter } from './support/parameters.ts';
import { schemaRef } from './support/schemas.ts';
import { KEYS_PATH } from './list-keys.ts';

/** `GET /api/workflows/definition/{id}`: everything that a client needs to validate and seal an input. */
export const getDefinition: Operation = {
  id: 'getDefinition',
  method: 'GET',
  path: '/api/workflows/definition/{id}',
  summary: 'Read a definition',
  description: 'The document, its input schema, its placement with the fields that travel sealed, and what a client needs to seal them.',
  tag: 'definitions',
  access: { kind: 'scope', scope: 'definitions:read' },
  isIdempotent: false,
  params: { id: definitionIdParameter },
  query: { include: { description: 'What is wanted besides: `evidence`, which approvers read and clients need not.', schema: { type: 'string', enum: ['evidence'] }, example: 'evidence' } },
  responses: {
    '200': {
      description: 'The definition.',
      schema: schemaRef('Definition'),
      example: {
        ...exampleDefinitionSummary,
        source: exampleDocument,
        inputSchema: { type: 'object', properties: { client_pan: { type: 'string', 'x-tier': 1 } }, additionalProperties: false },
        placement: { zone: 'private-cloud', tasks: {}, input: [{ schemaPointer: '/properties/client_pan', origin: '/input/schema/document/properties/client_pan', dataPath: ['client_pan'], tier: 1 }] },
        sealing: { tid: 'bank', def: 'payments/antifraud', sub: 'partner-1', keysUrl: KEYS_PATH },
      },
    },
  },
  errors: ['UWF-4042'],
  handle: async (ports, call) => {
    const stored = await findDefinition(ports, call.params['id'] ?? '');
    const { source, inputSchema, placement, evidence } = stored.program;
    const { namespace, name } = stored.identity;
    return {
      status: 200,
      value: {
        ...definitionSummary(stored),
        source,
        inputSchema,
        placement: toJson(placement),
        ...(call.query['include'] === 'evidence' ? { evidence: toJson(evidence) } : {}),
        sealing: { tid: ports.settings.tenant, def: `${namespace}/${name}`, sub: call.principal.subject, keysUrl: KEYS_PATH },
      },
    };
  },
};
