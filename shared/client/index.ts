export { WorkflowInputError, WorkflowRunError, WorkflowServiceError, WorkflowWaitTimeoutError, type InputFinding } from './errors.ts';
export type { DefinitionDetails, RunPage, RunProblem, RunStatus, RunStatusName, RunStep, RunSummary } from './responses.ts';
export type { RunHandle, WaitOptions } from './run-handle.ts';
export type { ClientNotice, InputTokeniser, TokeniseRequest } from './sealed-input.ts';
export { createWorkflowClient, type RunsFilter, type StartOptions, type WorkflowClient, type WorkflowClientOptions } from './workflow-client.ts';
