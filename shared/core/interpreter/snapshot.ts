import type { JsonObject, JsonValue } from '../kernel/json.ts';

/** `running succeeded failed stopped timed-out`: of an execution. */
export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'stopped' | 'timed-out';

/** Everything the interpreter knows of an execution at one sequence number. Plain JSON; times are epoch milliseconds. */
export interface Snapshot {
  /** Sequence number of the last history event; 0 before the first. */
  readonly sequence: number;
  readonly status: ExecutionStatus;
  readonly execution: ExecutionFacts;
  /** The machine's own scope. Parallel branches and Map iterations will hang beneath it as children. */
  readonly root: Frame;
  /** Tasks scheduled so far; makes the next attempt id. */
  readonly attempts: number;
  /** Timers started so far; makes the next timer id. */
  readonly timers: number;
  /** The machine-level timeout, while the execution runs. */
  readonly timeoutTimerId?: string;
  /** On `succeeded`. */
  readonly output?: JsonValue;
  /** On `failed` and `timed-out`. */
  readonly failure?: Failure;
  /** Number of the engine behaviour that the execution started under, see `behaviour.ts`. Absent: 1. */
  readonly behaviour?: number;
}

/** An ASL error: a name from a closed set and a text. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/** What never changes after the start; the source of `$states.context`. */
export interface ExecutionFacts {
  readonly id: string;
  readonly name: string;
  readonly machineId: string;
  readonly machineName: string;
  readonly startedAt: number;
  readonly input: JsonValue;
}

/** One scope of states with its variables: the machine, a Parallel branch, a Map iteration. */
export interface Frame {
  /** Path of the frame from the root: `[]` for the machine, `[0]` for its first branch. */
  readonly path: readonly number[];
  /** Current state; absent once the frame has ended. */
  readonly state?: string;
  readonly enteredAt: number;
  /** Sequence number of the history event with which the current state was entered; causes name it. */
  readonly enteredSequence?: number;
  /** `$states.input` of the current state. */
  readonly input: JsonValue;
  readonly variables: JsonObject;
  /** Retries taken in the current state, by index of the retrier. */
  readonly retries: readonly number[];
  readonly waitingFor?: Waiting;
  /** Scopes opened by the current state; empty until Parallel and Map come. */
  readonly children: readonly Frame[];
}

/** What a frame waits for: an attempt of a task, the end of a Wait, or the time of a retry. */
export type Waiting =
  | { readonly kind: 'task'; readonly attemptId: string; readonly timeoutTimerId?: string; readonly heartbeatTimerId?: string; readonly heartbeatSeconds?: number }
  | { readonly kind: 'wait'; readonly timerId: string }
  | { readonly kind: 'retry'; readonly timerId: string };
