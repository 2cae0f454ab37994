import type { JsonObject, JsonValue } from '../../kernel/json.ts';

/** How much a test tells of what the state did with its data. */
export type InspectionLevel = 'INFO' | 'DEBUG' | 'TRACE';

/** What the state's work is said to have given. */
export interface StateMock {
  /** JSON text of the result. */
  readonly result?: string;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  /** Whether a result is compared with what the service would give: `STRICT` (default) and `PRESENT` do, `NONE` does not. */
  readonly fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE';
}

/** Where in its life the state is tested. */
export interface StateConfiguration {
  /** How often the retrier that matches has retried before. */
  readonly retrierRetryCount?: number;
  /** How many iterations of a Map have failed. */
  readonly mapIterationFailureCount?: number;
  /** The state inside of a Map or Parallel whose failure the mocked error is. */
  readonly errorCausedByState?: string;
  /** JSON text of what an ItemReader has read. */
  readonly mapItemReaderData?: string;
}

/** The answer of real work, for a Task without a mock. */
export type PerformedTask = { readonly output: JsonValue } | { readonly error?: string; readonly cause?: string };

/** One test of one state: the request of AWS's TestState. */
export interface StateTest {
  /** A state, or with `stateName` a whole machine; its text or its value. */
  readonly definition: JsonValue;
  readonly stateName?: string;
  /** Absent: `{}`. */
  readonly input?: JsonValue;
  /** Stands for the context object. */
  readonly context?: JsonValue;
  readonly variables?: JsonObject;
  readonly mock?: StateMock;
  readonly stateConfiguration?: StateConfiguration;
  readonly inspectionLevel?: InspectionLevel;
  readonly revealSecrets?: boolean;
  readonly roleArn?: string;
}

/** What a test depends on besides its request. */
export interface TestSurroundings {
  /** Epoch milliseconds of the test. */
  readonly at: number;
  readonly seed: string;
  /** Quote data in causes, as AWS does; for made-up data only. */
  readonly causesQuoteValues?: boolean;
  /** `any`: the state is of a neutral program. */
  readonly resources?: 'aws' | 'any';
  /** Does the work of a Task that has no mock; absent: it must have one. */
  readonly perform?: (task: { readonly resource: string; readonly arguments: JsonValue }) => PerformedTask;
}

/** What became of the state. */
export type TestStatus = 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';

/** The answer of a test that ran. */
export interface StateTestOutcome {
  readonly status: TestStatus;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  /** Only from the inspection level `DEBUG` on. */
  readonly inspectionData?: JsonObject;
}

/** The answer to a request that cannot be tested. */
export interface StateTestRefusal {
  readonly exception: 'ValidationException' | 'InvalidDefinition' | 'InvalidExecutionInput';
  readonly message: string;
}

/** Refuses a request for what it asks. */
export function refuseRequest(message: string): StateTestRefusal {
  return { exception: 'ValidationException', message };
}
