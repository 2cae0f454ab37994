// Imported by name and not as a whole: what a function of the cloud does not use stays out of its bundle.
import { SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionEngine } from '#shared/ports/execution-engine.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import type { UnansweredWork } from '#shared/ports/execution-engine.ts';
import { createStepFunctionsEngine, createStepFunctionsUnanswered } from './execution-engine.ts';
import type { StepFunctionsPlace } from './publish.ts';
import { createStepFunctionsCompletion } from './task-completion.ts';

/** Of one call, its connection and all of its attempts. */
const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
const ATTEMPTS_MAX = 4;

/** Where the service is. */
export interface StepFunctionsOptions {
  readonly region: string;
  /** Elsewhere than at the region's usual address: a private endpoint, a service on this machine. */
  readonly endpoint?: string;
  /** As the process has them from its role, unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Executions on Step Functions. The first call connects. */
export function openStepFunctionsEngine(options: StepFunctionsOptions, place: StepFunctionsPlace): ExecutionEngine {
  return createStepFunctionsEngine(createClient(options), place);
}

/** Answers of tasks to Step Functions. The first call connects. */
export function openStepFunctionsCompletion(options: StepFunctionsOptions): TaskCompletion {
  return createStepFunctionsCompletion(createClient(options));
}

/** Which tasks of an execution were never answered. The first call connects. */
export function openStepFunctionsUnanswered(options: StepFunctionsOptions): UnansweredWork {
  return createStepFunctionsUnanswered(createClient(options));
}

function createClient({ region, endpoint, credentials }: StepFunctionsOptions): SFNClient {
  return new SFNClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
}
