import { describeExecution } from '#shared/application/describe-execution.ts';
import type { Operation } from './operation.ts';
import { exampleRunStatus } from './support/examples.ts';
import { runIdParameter } from './support/parameters.ts';
import { runRequestOf } from './support/run-access.ts';
import { runStatusJson } from './support/run-view.ts';
import { schemaRef } from './support/schemas.ts';

/** `GET /api/workflows/status/{id}`: how far a run has come, and where each step ran. */
export const getStatus: Operation = {
  id: 'getStatus',
  method: 'GET',
  path: '/api/workflows/status/{id}',
  summary: 'Status of a run',
  description: 'Status, times, failure, and each step with its zone and attempts.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:read' },
  isIdempotent: false,
  params: { id: runIdParameter },
  query: {},
  responses: { '200': { description: 'The status.', schema: schemaRef('RunStatus'), example: exampleRunStatus } },
  errors: ['UWF-4041'],
  handle: async (ports, call) => ({ status: 200, value: runStatusJson(await describeExecution(ports, runRequestOf(call))) }),
};
