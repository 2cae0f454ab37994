import { visibleExecution } from '#shared/application/visible-execution.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { RedriveOutcome } from '#shared/ports/runtime.ts';
import type { Operation, OperationAnswer } from './operation.ts';
import { EXAMPLE_RUN_ID } from './support/examples.ts';
import { runIdParameter } from './support/parameters.ts';
import { runRequestOf } from './support/run-access.ts';
import { schemaRef } from './support/schemas.ts';

/** `POST /api/workflows/redrive/{id}`: lets a run that did not succeed go on from where it ended. */
export const redriveRun: Operation = {
  id: 'redriveRun',
  method: 'POST',
  path: '/api/workflows/redrive/{id}',
  summary: 'Let a run go on from where it failed',
  description:
    'A run that failed, timed out or was cancelled goes on with the same version and with what it had; what succeeded is not done again. Within 14 days, and where the service that carries runs out can do so: Step Functions can. A repeated request starts nothing twice.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:run' },
  isIdempotent: false,
  params: { id: runIdParameter },
  query: {},
  body: { isRequired: false, description: 'None, or an empty object.', schema: { type: 'object', additionalProperties: false }, depthMax: 1, examples: { empty: {} }, textTypes: [] },
  responses: {
    '202': { description: 'The run goes on.', schema: schemaRef('RunRedriven'), example: { runId: EXAMPLE_RUN_ID, redriven: true, status: 'RUNNING', message: 'Workflow goes on' } },
    '200': { description: 'It was going on already.', schema: schemaRef('RunRedriven'), example: { runId: EXAMPLE_RUN_ID, redriven: false, status: 'RUNNING', message: 'Workflow was running' } },
  },
  errors: ['UWF-4041', 'UWF-4091', 'UWF-4092'],
  handle: async (ports, call) => {
    const request = runRequestOf(call);
    await visibleExecution(ports, request);
    const { executionId } = request;
    return answerOf(executionId, (await ports.runtime.redrive?.({ executionId })) ?? 'unsupported');
  },
};

function answerOf(runId: string, outcome: RedriveOutcome): OperationAnswer {
  switch (outcome) {
    case 'redriven':
      return { status: 202, value: { runId, redriven: true, status: 'RUNNING', message: 'Workflow goes on' } };
    case 'running':
      return { status: 200, value: { runId, redriven: false, status: 'RUNNING', message: 'Workflow was running' } };
    case 'succeeded':
      throw new UwfError('UWF-4091', 'the run has succeeded');
    case 'too-old':
      throw new UwfError('UWF-4092', 'the service that carried it out cannot take it up any more: it ended too long ago, or its history is too long');
    case 'unsupported':
      throw new UwfError('UWF-4092', 'the runtime of this deployment takes up no run that has ended');
    case 'unknown':
      throw new UwfError('UWF-4041');
  }
}
