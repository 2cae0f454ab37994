import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Operation } from './operation.ts';
import { workflowIdOf } from './support/definition-id.ts';
import { definitionSummary } from './support/definition-view.ts';
import { exampleDefinitionSummary } from './support/examples.ts';
import { schemaRef } from './support/schemas.ts';

/** `GET /api/workflows/list`: what can be run. */
export const listWorkflows: Operation = {
  id: 'listWorkflows',
  method: 'GET',
  path: '/api/workflows/list',
  summary: 'List the workflows that can be run',
  description: 'One row per workflow with its newest version and the versions there are, ordered by namespace and name.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'definitions:read' },
  isIdempotent: false,
  params: {},
  query: {},
  responses: {
    '200': {
      description: 'The workflows.',
      schema: { type: 'array', items: { allOf: [schemaRef('DefinitionSummary'), { type: 'object', required: ['versions'], properties: { versions: { type: 'array', items: { type: 'string' } } } }] } },
      example: [{ ...exampleDefinitionSummary, versions: ['1.0.0'] }],
    },
  },
  errors: [],
  handle: async (ports) => ({ status: 200, value: newestOf(await ports.definitionStore.list()) }),
};

/** The store lists versions highest first, so the first row of a workflow is its newest. */
function newestOf(stored: readonly StoredDefinition[]): readonly JsonObject[] {
  const groups = new Map<string, StoredDefinition[]>();
  for (const one of stored) {
    const id = workflowIdOf(one.identity);
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return [...groups.values()].flatMap((versions) => {
    const [newest] = versions;
    return newest === undefined ? [] : [{ ...definitionSummary(newest), versions: [...new Set(versions.map((one) => one.identity.version))] }];
  });
}
