import { cancelRun } from './cancel-run.ts';
import { getData } from './get-data.ts';
import { getDefinition } from './get-definition.ts';
import { getHealth } from './get-health.ts';
import { getHistory } from './get-history.ts';
import { getOpenApi } from './get-openapi.ts';
import { getStatus } from './get-status.ts';
import { listKeys } from './list-keys.ts';
import { listRuns } from './list-runs.ts';
import { listWorkflows } from './list-workflows.ts';
import type { Operation } from './operation.ts';
import { publishEvents } from './publish-events.ts';
import { redriveRun } from './redrive-run.ts';
import { registerDefinition } from './register-definition.ts';
import { runInline } from './run-inline.ts';
import { runWorkflow } from './run-workflow.ts';

/** Every operation of the API: the one source of routes, checks, the OpenAPI document and the events of `serverless.yml`. */
export const operations: readonly Operation[] = [
  runInline,
  runWorkflow,
  getStatus,
  getData,
  getHistory,
  cancelRun,
  redriveRun,
  listWorkflows,
  listRuns,
  getDefinition,
  registerDefinition,
  publishEvents,
  listKeys,
  getHealth,
  getOpenApi(() => operations),
];
