import { visibleExecution } from '#shared/application/visible-execution.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Operation } from './operation.ts';
import { EXAMPLE_RUN_ID } from './support/examples.ts';
import { runIdParameter } from './support/parameters.ts';
import { runRequestOf } from './support/run-access.ts';
import { schemaRef } from './support/schemas.ts';

/** `POST /api/workflows/cancel/{id}`: ends a run. */
export const cancelRun: Operation = {
  id: 'cancelRun',
  method: 'POST',
  path: '/api/workflows/cancel/{id}',
  summary: 'Cancel a run',
  description: 'Ends a run that has not ended. A task that a runner has begun goes on to its end there, and its result is no longer used.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:cancel' },
  isIdempotent: false,
  params: { id: runIdParameter },
  query: {},
  body: {
    isRequired: false,
    description: 'None, or an empty object.',
    schema: { type: 'object', additionalProperties: false },
    depthMax: 1,
    examples: { empty: {} },
    textTypes: [],
  },
  responses: {
    '200': { description: 'The run is cancelled.', schema: schemaRef('RunCancelled'), example: { runId: EXAMPLE_RUN_ID, canceled: true, status: 'CANCELLED', message: 'Workflow cancelled' } },
  },
  errors: ['UWF-4041', 'UWF-4091'],
  handle: async (ports, call) => {
    const request = runRequestOf(call);
    await visibleExecution(ports, request);
    const { executionId } = request;
    const outcome = await ports.runtime.stop({ executionId, reason: 'cancelled through the API' });
    if (outcome !== 'stopped') throw new UwfError('UWF-4091');
    return { status: 200, value: { runId: executionId, canceled: true, status: 'CANCELLED', message: 'Workflow cancelled' } };
  },
};
