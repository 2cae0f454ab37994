import { BODY_DEPTH_MAX } from '../limits.ts';
import type { Operation } from './operation.ts';
import { findDefinition } from './support/definition-id.ts';
import { exampleRunStarted } from './support/examples.ts';
import { definitionIdParameter } from './support/parameters.ts';
import { INPUT_PROPERTIES, PRIORITY_PROPERTY, inputOf, priorityOf } from './support/run-input.ts';
import { schemaRef } from './support/schemas.ts';
import { start } from './support/start.ts';

/** `POST /api/workflows/run/{id}`: runs a registered definition. */
export const runWorkflow: Operation = {
  id: 'runWorkflow',
  method: 'POST',
  path: '/api/workflows/run/{id}',
  summary: 'Run a registered workflow',
  description: 'Starts a run and answers at once. Tier 1 fields of the input must be sealed to the bank’s key for this definition, field and caller.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:run' },
  isIdempotent: true,
  params: { id: definitionIdParameter },
  query: {},
  body: {
    isRequired: false,
    description: 'The input of the run; an empty object when there is no body.',
    schema: { type: 'object', properties: { ...INPUT_PROPERTIES, ...PRIORITY_PROPERTY }, additionalProperties: false },
    depthMax: BODY_DEPTH_MAX,
    examples: { sealed: { input: { id: 'tx-1', type: 'purchase', client_pan: 'uwf-sealed:1:…' } }, empty: {} },
    textTypes: [],
  },
  responses: {
    '202': { description: 'The run has started.', schema: schemaRef('RunStarted'), example: exampleRunStarted, headers: { Location: 'Status of the run.' } },
    '200': { description: 'The idempotency key started this run before.', schema: schemaRef('RunStarted'), example: exampleRunStarted, headers: { Location: 'Status of the run.', 'Idempotent-Replayed': '`true`' } },
  },
  errors: ['UWF-4042', 'UWF-4220', 'UWF-4221', 'UWF-4223', 'UWF-4290'],
  handle: async (ports, call) => {
    const id = call.params['id'] ?? '';
    const input = inputOf(call.body);
    const priority = priorityOf(call.body);
    const stored = await findDefinition(ports, id);
    return start(ports, call, { stored, asked: { id }, input, ...(priority === undefined ? {} : { priority }) });
  },
};
