import { describeExecution, type ExecutionDescription } from '#shared/application/describe-execution.ts';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import type { Operation } from './operation.ts';
import { EXAMPLE_DEFINITION_ID, EXAMPLE_RUN_ID } from './support/examples.ts';
import { runIdParameter } from './support/parameters.ts';
import { runRequestOf } from './support/run-access.ts';
import { stepMetricsJson, stepsOf } from './support/run-steps.ts';
import { runSummary } from './support/run-view.ts';
import { schemaRef } from './support/schemas.ts';

/** `GET /api/workflows/data/{id}`: input and output of a run. */
export const getData: Operation = {
  id: 'getData',
  method: 'GET',
  path: '/api/workflows/data/{id}',
  summary: 'Data of a run',
  description: 'Input and output as this zone has them: Tier 1 values are sealed. The output is null until the run has completed.',
  tag: 'workflows',
  access: { kind: 'scope', scope: 'workflows:read' },
  isIdempotent: false,
  params: { id: runIdParameter },
  query: {},
  responses: {
    '200': {
      description: 'The data.',
      schema: schemaRef('RunData'),
      example: { decision: 'PASS', runId: EXAMPLE_RUN_ID, workflowId: EXAMPLE_DEFINITION_ID, status: 'COMPLETED', input: { id: 'tx-1' }, output: { decision: 'PASS' }, workflow_metrics: { stepCount: 5 } },
    },
  },
  errors: ['UWF-4041'],
  handle: async (ports, call) => {
    const description = await describeExecution(ports, runRequestOf(call));
    return { status: 200, value: runData(description) };
  },
};

/** Members of the output stand beside our own, as they did in the earlier system; where names are equal, ours win, and `output` has all. */
function runData(description: ExecutionDescription): JsonObject {
  const { input, record: { output = null } } = description;
  const { runId = null, workflowId = null, status = null, startTime = null, endTime = null, durationMillis = null } = runSummary(description.record);
  const steps = stepsOf(description.progress);
  return Object.fromEntries([
    ...(isJsonObject(output) ? Object.entries(output) : []),
    ...steps.map((step) => [`step_${step.name}_metrics`, stepMetricsJson(step)] as const),
    ['workflow_metrics', { workflowId, stepCount: steps.length, totalChildStepCount: 0, startTime, endTime, durationMillis }],
    ['runId', runId],
    ['workflowId', workflowId],
    ['status', status],
    ['input', input],
    ['output', output],
  ]);
}
