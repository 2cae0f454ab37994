import type { JsonObject } from '#shared/core/kernel/json.ts';

/** Values that the examples of several operations share. */
export const EXAMPLE_RUN_ID = '5f9b1c2e-7d3a-4c68-9a51-2f0e8b6d4c11';
export const EXAMPLE_DEFINITION_ID = 'payments.antifraud';
export const EXAMPLE_REVISION = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const EXAMPLE_TIME = '2026-11-23T01:58:13.798Z';
const EXAMPLE_END = '2026-11-23T01:58:14.811Z';

export const exampleRunSummary: JsonObject = {
  runId: EXAMPLE_RUN_ID,
  workflowId: EXAMPLE_DEFINITION_ID,
  workflowDefinitionId: EXAMPLE_DEFINITION_ID,
  versionId: `${EXAMPLE_DEFINITION_ID}@1.0.0`,
  revision: EXAMPLE_REVISION,
  status: 'COMPLETED',
  startTime: EXAMPLE_TIME,
  endTime: EXAMPLE_END,
  durationMillis: 1013,
  errorMessage: null,
};

export const exampleRunStatus: JsonObject = {
  ...exampleRunSummary,
  currentStepIndex: -1,
  currentChildStepIndex: -1,
  currentStep: null,
  lastAttemptedStep: null,
  steps: [{ name: 'aml', pointer: '/do/1/aml', state: 'aml', zone: 'on-prem', status: 'COMPLETED', startTime: EXAMPLE_TIME, endTime: EXAMPLE_END, attempts: 1 }],
};

export const exampleRunStarted: JsonObject = {
  runId: EXAMPLE_RUN_ID,
  message: 'Workflow submitted for execution',
  workflowId: EXAMPLE_DEFINITION_ID,
  versionId: `${EXAMPLE_DEFINITION_ID}@1.0.0`,
  revision: EXAMPLE_REVISION,
  statusUrl: `/api/workflows/status/${EXAMPLE_RUN_ID}`,
  dataUrl: `/api/workflows/data/${EXAMPLE_RUN_ID}`,
};

export const exampleDefinitionSummary: JsonObject = {
  id: EXAMPLE_DEFINITION_ID,
  versionId: `${EXAMPLE_DEFINITION_ID}@1.0.0`,
  description: 'Checks a card transaction for fraud',
  stepCount: '5',
  namespace: 'payments',
  name: 'antifraud',
  version: '1.0.0',
  revision: EXAMPLE_REVISION,
  target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
  zone: 'private-cloud',
  registeredAt: EXAMPLE_TIME,
  registeredBy: 'release-pipeline',
};

/** A whole document, small. */
export const exampleDocument: JsonObject = {
  document: { dsl: '1.0.0', namespace: 'examples', name: 'greeting', version: '1.0.0' },
  evaluate: { language: 'jsonata' },
  do: [{ greet: { set: { greeting: 'Hello' } } }],
};
